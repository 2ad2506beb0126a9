/* Places in files, streams of descriptors, and odd ends of many headers, as a text to compare with another library's. */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

/* The one file that is there wherever this runs: the program itself, an ELF file. */
static const char *self;

static void show_place(FILE *file, const char *what)
{
    int c = getc(file);

    if (c != EOF)
        ungetc(c, file);
    printf("%s: next %02x at %ld, end %d, error %d\n", what, c & 0xff, ftell(file), feof(file) != 0, ferror(file) != 0);
}

static void go_about_in_a_file(void)
{
    FILE *file = fopen(self, "rb");
    fpos_t third;
    char bytes[5] = "";
    long size;

    show_place(file, "start");
    printf("%d", getc(file));
    printf(" %c", getc(file));
    printf(" %c\n", getc(file));
    fgetpos(file, &third);
    show_place(file, "after three");
    printf("%d ", fseek(file, 1, SEEK_SET));
    show_place(file, "set 1");
    printf("%d ", fseek(file, 2, SEEK_CUR));
    show_place(file, "2 more");
    ungetc('x', file);
    printf("%c ", getc(file));
    ungetc('y', file);
    printf("%d ", fseek(file, -1, SEEK_CUR));
    show_place(file, "1 back from a character given back");
    printf("%d ", fseek(file, 0, SEEK_END));
    size = ftell(file);
    printf("%d %d", size > 4096, getc(file));
    printf(" %d", feof(file) != 0);
    printf(" %d", fseek(file, -size, SEEK_CUR));
    show_place(file, " back to the start");
    printf("%d ", fseek(file, 1, SEEK_END));
    printf("%d", getc(file));
    printf(" %d\n", ftell(file) == size + 1);
    printf("%d", fseek(file, -1, SEEK_SET));
    printf(" %d", errno == EINVAL);
    printf(" %d\n", fseek(file, 0, 77));
    fsetpos(file, &third);
    show_place(file, "as noted");
    fseek(file, 0, SEEK_END);
    getc(file);
    rewind(file);
    show_place(file, "rewound");
    printf("%d", (int)fread(bytes, 1, 4, file));
    printf(" %.3s\n", bytes + 1);
    printf("%d\n", fclose(file));
}

static void use_descriptors(void)
{
    int fd = open(self, O_RDONLY);
    char bytes[4];
    FILE *file;

    printf("%d", (int)lseek(fd, 1, SEEK_SET));
    printf(" %d", (int)read(fd, bytes, 3));
    printf(" %.3s", bytes);
    printf(" %d", (int)lseek(fd, -3, SEEK_CUR));
    printf(" %d", lseek(fd, -1, SEEK_SET) == -1 && errno == EINVAL);
    printf(" %d", lseek(99, 0, SEEK_SET) == -1 && errno == EBADF);
    printf(" %d\n", isatty(fd) == 0 && errno == ENOTTY);
    file = fdopen(fd, "r");
    printf("%d", fileno(file) == fd);
    printf(" %c", getc_unlocked(file));
    printf(" %d", fclose(file));
    printf(" %d", close(fd));
    printf(" %d\n", errno == EBADF);
}

static void reopen_the_input(void)
{
    char word[8];

    printf("%d", scanf("%7s", word));
    printf(" %s", word);
    printf(" %d", freopen(self, "r", stdin) == stdin);
    printf(" %d", getchar());
    printf(" %c", getchar_unlocked());
    printf("%c", getchar());
    printf("%c\n", getc(stdin));
    printf("%d", freopen("no such file", "r", stdin) == NULL && errno == ENOENT);
    printf(" %d\n", getchar());
}

static void use_old_names(void)
{
    char text[] = "abcabc";

    printf("%d %d", (int)(index(text, 'b') - text), (int)(rindex(text, 'b') - text));
    printf(" %d %d", bcmp(text, text + 3, 3), bcmp(text, text + 1, 3) != 0);
    bcopy(text, text + 1, 4);
    printf(" %s", text);
    bzero(text + 2, 3);
    printf(" %s%s\n", text, text + 5);
    printf("%d %d %d %d\n", ffs(0), ffs(INT_MIN), ffsl(16), ffsll(1ll << 40));
    printf("%d %d %d %d\n", isascii('a') != 0, isascii(200) != 0, isascii(-1) != 0, toascii(0xc1));
}

static void use_multibyte_characters(void)
{
    wchar_t wide[8] = { 9, 9, 9, 9 };
    char narrow[8] = "-------";

    printf("%d %d", mblen("ab", 2), mblen("", 1));
    printf(" %d %d", mblen("a", 0), mblen(NULL, 0));
    printf(" %d", mbtowc(wide, "z", 1));
    printf(" %d", (int)wide[0]);
    printf(" %d", mbtowc(NULL, "\xe4", 1) == -1 && errno == EILSEQ);
    printf(" %d", wctomb(narrow, L'q'));
    printf(" %c", narrow[0]);
    printf(" %d\n", wctomb(narrow, 0x20ac) == -1 && errno == EILSEQ);
    printf("%d", (int)mbstowcs(wide, "word", 8));
    printf(" %d %d", (int)wide[3], (int)wide[4]);
    printf(" %d", (int)mbstowcs(wide, "word", 2));
    printf(" %d", (int)mbstowcs(NULL, "word", 0));
    printf(" %d", (int)mbstowcs(wide, "w\xff", 8));
    printf(" %d", (int)wcstombs(narrow, L"wide", 8));
    printf(" %s", narrow);
    printf(" %d", (int)wcstombs(narrow, L"xyz", 2));
    printf(" %s", narrow);
    printf(" %d %d\n", (int)wcstombs(NULL, L"wide", 0), (int)wcstombs(narrow, L"\x20ac", 8));
}

static sigjmp_buf place;

static void odd_ends(void)
{
    volatile int rounds = 0;
    char *end = NULL;
    int value = sigsetjmp(place, 1);

    if (rounds++ < 2)
        siglongjmp(place, rounds - 1);
    printf("%d %d\n", value, rounds);
    printf("%d %d %d %d\n", WIFSTOPPED(0x137f), WSTOPSIG(0x137f), WIFSIGNALED(0x137f), WIFSIGNALED(9));
    printf("%d %d %d\n", WIFCONTINUED(0xffff), WIFEXITED(0x300), WIFSIGNALED(0x8b) && WCOREDUMP(0x8b));
    errno = 0;
    printf("%lu", strtoul("-18446744073709551616000", NULL, 10) == ULONG_MAX ? 1ul : 0ul);
    printf(" %d", errno == ERANGE);
    errno = 0;
    printf(" %ld", strtol("12", &end, 1));
    printf(" %d", errno == EINVAL);
    errno = 0;
    printf(" %ld", strtol("12", &end, 37));
    printf(" %d %d\n", errno == EINVAL, end == NULL);
    printf("%d", sysconf(_SC_PAGESIZE) == getpagesize());
    errno = 0;
    printf(" %d\n", sysconf(12345) == -1 && errno == EINVAL);
    assert(rounds > 0);
    printf("%d\n", putc_unlocked('.', stdout) == '.' && putchar_unlocked('!') == '!');
}

int main(int argc, char *argv[])
{
    self = argv[argc - 1];
    go_about_in_a_file();
    use_descriptors();
    use_old_names();
    use_multibyte_characters();
    odd_ends();
    reopen_the_input();
    return 0;
}
