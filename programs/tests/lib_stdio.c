/* printf and scanf on the edges of what C says of them, as a text to compare with another library's. */
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one call of snprintf makes: the text and the length. */
#define show(...) (print_shown(#__VA_ARGS__, text, snprintf(text, sizeof text, __VA_ARGS__)))

static char text[400];

static void print_shown(const char *call, const char *shown, int length)
{
    printf("%s -> [%s] %d\n", call, shown, length);
}

static void print_integers(void)
{
    show("%d %i %d", 0, -1, INT_MIN);
    show("%u %o %x %X", 4294967295u, 8u, 255u, 3735928559u);
    show("[%5d] [%-5d] [%05d] [%+d] [% d]", 42, 42, 42, 42, 42);
    show("[%+5d] [%+-5d] [%+05d] [% 5d] [% 05d]", 42, 42, 42, 42, 42);
    show("[%5d] [%-5d] [%05d] [%+d] [% d]", -42, -42, -42, -42, -42);
    show("[%.3d] [%.3d] [%8.3d] [%-8.3d] [%08.3d]", 5, -5, 5, 5, 5);
    show("[%.0d] [%.0d] [%5.0d] [%+.0d] [%.d]", 0, 1, 0, 0, 0);
    show("[%#x] [%#x] [%#o] [%#o] [%#.0o] [%#.0x]", 255u, 0u, 8u, 0u, 0u, 0u);
    show("[%#8x] [%#08x] [%-#8x] [%#.8x] [%#10.4x]", 255u, 255u, 255u, 255u, 255u);
    show("[%#5o] [%#05o] [%#.5o]", 8u, 8u, 8u);
    show("[%*d] [%-*d] [%*d]", 6, 42, 6, 42, -6, 42);
    show("[%.*d] [%.*d] [%*.*d]", 4, 42, -4, 42, 8, 4, 42);
    show("[%hhd] [%hhu] [%hd] [%hu]", 300, 300, 70000, 70000);
    show("[%hhd] [%hhx] [%hd] [%hx]", -129, -1, -32769, -1);
    show("[%lld] [%llu]", LLONG_MIN, ULLONG_MAX);
    show("[%llx] [%llo] [%llX]", 0x123456789abcdefull, ULLONG_MAX, 0xfedcba9876543210ull);
    show("[%25lld] [%-25lld] [%025lld]", LLONG_MIN, LLONG_MIN, LLONG_MIN);
    show("[%.30lld] [%+.21lld]", LLONG_MAX, LLONG_MAX);
    show("[%jd] [%ju]", INTMAX_MIN, UINTMAX_MAX);
    show("[%zu] [%zd] [%td]", (size_t)4000000000u, (size_t)12, (ptrdiff_t)-12);
    show("[%ld] [%lu] [%lx]", -2147483647L, 4294967295UL, 65535UL);
    show("%" PRId8 " %" PRIu16 " %" PRIx32 " %" PRId64 " %" PRIu64, (int8_t)-8, (uint16_t)65535,
         (uint32_t)0xffffffff, INT64_MIN, UINT64_MAX);
}

static void print_strings(void)
{
    static const char unended[3] = { 'a', 'b', 'c' };
    int count = -1;

    show("[%s] [%10s] [%-10s] [%.2s] [%10.2s] [%-10.2s]", "text", "text", "text", "text", "text", "text");
    show("[%.0s] [%.s] [%.10s] [%5s]", "text", "text", "text", "");
    show("[%.3s] [%.2s]", unended, unended);
    show("[%*s] [%-*s] [%.*s]", 8, "right", 8, "left", 2, "cut");
    show("[%c%c%c] [%5c] [%-5c]", 'a', 'b', 'c', 'x', 'x');
    show("%%|%c|%s%%", '%', "%d");
    show("[%s]", "a\tb\nc");
    snprintf(text, sizeof text, "12345%n678", &count);
    printf("%s, %d before 678\n", text, count);
}

/* The length is that of the whole, however little of it is kept; nothing is written behind the end. */
static void print_cut(void)
{
    for (size_t size = 0; size <= 8; size++) {
        char room[12] = "...........";
        int length = snprintf(room, size, "%s-%d", "abc", 1234);

        printf("%u: [%s] %d, then %c\n", (unsigned)size, size ? room : "", length, room[size ? size : 0]);
    }
    printf("%d\n", snprintf(NULL, 0, "%100d", 1));
    printf("%d %s\n", sprintf(text, "%s", "whole"), text);
}

/* --- scanf --- */

#define scan(input, format, ...) \
    (number = -77, other = -77, strcpy(word, "-"), \
     print_scanned(#input " " #format, sscanf(input, format, __VA_ARGS__)))

static int number, other;
static char word[64];

static void print_scanned(const char *call, int result)
{
    printf("%s -> %d: %d %d [%s]\n", call, result, number, other, word);
}

static void scan_numbers(void)
{
    scan("42", "%d", &number);
    scan("  \t\n -42xyz", "%d%s", &number, word);
    scan("+7 -0", "%d %d", &number, &other);
    scan("", "%d", &number);
    scan("   ", "%d", &number);
    scan("x", "%d", &number);
    scan("-", "%d", &number);
    scan("+-5", "%d", &number);
    scan("12345", "%3d%d", &number, &other);
    scan("12345", "%1d%1d", &number, &other);
    scan("0x1f 017", "%i %i", &number, &other);
    scan("-0x1F 09", "%i %i", &number, &other);
    scan("1f FF", "%x %X", (unsigned *)&number, (unsigned *)&other);
    scan("0x1f 0XAB", "%x %x", (unsigned *)&number, (unsigned *)&other);
    scan("0x1f", "%3x%x", (unsigned *)&number, (unsigned *)&other);
    scan("777 8", "%o %o", (unsigned *)&number, (unsigned *)&other);
    scan("4294967295 -1", "%u %u", (unsigned *)&number, (unsigned *)&other);
    scan("1,2", "%d,%d", &number, &other);
    scan("1 , 2", "%d,%d", &number, &other);
    scan("1 , 2", "%d ,%d", &number, &other);
    scan("1 2 3", "%d %*d %d", &number, &other);
    scan("12 abc", "%*d %s", word);
    scan("5 abc", "%d%n", &number, &other);
    scan("abc", "abc%n", &number);
    scan("100%", "%d%%", &number);
    scan("100 %", "%d%%%n", &number, &other);
    scan("10 20", "%d%*[ ]%d", &number, &other);
}

static void scan_sizes(void)
{
    signed char tiny = 1;
    short small = 1;
    long long large = 1;
    unsigned long long unsigned_large = 1;
    size_t size = 1;
    int32_t n32 = 1;
    int64_t n64 = 1;
    int result = sscanf("-5 -600 -9223372036854775808 18446744073709551615 99", "%hhd %hd %lld %llu %zu",
                        &tiny, &small, &large, &unsigned_large, &size);

    printf("%d: %d %d %lld %llu %zu\n", result, tiny, small, large, unsigned_large, size);
    result = sscanf("99999999999999999999 ffffffffffffffffff", "%lld %llx", &large, &unsigned_large);
    printf("%d: %lld %llx\n", result, large, unsigned_large);
    result = sscanf("-77 123456789012", "%" SCNd32 " %" SCNd64, &n32, &n64);
    printf("%d: %d %lld\n", result, (int)n32, (long long)n64);
}

static void scan_words(void)
{
    char second[16] = "-";
    char three[4] = "___";
    int result;

    scan("  one two", "%s", word);
    scan("abcdef", "%3s%d", word, &number);
    scan("abc123", "%[a-z]%d", word, &number);
    scan("ABC", "%[a-z]", word);
    scan("key=value", "%[^=]=%d", word, &number);
    scan("]a-", "%[]a-]", word);
    scan("x]y", "%[^]]", word);
    scan("a-z", "%[a\\-z]", word);
    scan("aaa", "%2[a]%n", word, &number);
    scan("", "%s", word);
    scan("  ", "%[ ]", word);
    result = sscanf("key = value # rest", "%63s = %15s", word, second);
    printf("%d [%s] [%s]\n", result, word, second);
    result = sscanf(" ab", "%c%2c", &three[0], &three[1]);
    printf("%d [%s]\n", result, three);
}

/* --- streams --- */

static void read_input(void)
{
    char line[8];
    char *whole = NULL;
    size_t size = 0;
    int result, a = -77, b = -77;

    printf("%s", fgets(line, sizeof line, stdin));
    while (!strchr(fgets(line, sizeof line, stdin), '\n'))
        printf("|%s|", line);
    printf("|%s", line);
    result = scanf("%d %7s", &a, line);
    printf("%d: %d [%s]\n", result, a, line);
    result = getchar();
    printf("%d\n", result);
    result = ungetc('*', stdin);
    printf("%d\n", result);
    result = (int)getline(&whole, &size, stdin);
    printf("%d [%s]\n", result, whole);
    result = (int)getdelim(&whole, &size, ';', stdin);
    printf("%d [%s]\n", result, whole);
    result = scanf("%d", &a);
    printf("%d: %d\n", result, a);      /* there is a word, which stays */
    result = scanf(" field;%d x%d,%d", &a, &b, &b);
    printf("%d: %d %d\n", result, a, b);
    result = getchar();
    result = (int)fread(line, 2, 2, stdin);
    printf("%d [%.4s]\n", result, line);
    printf("%d\n", feof(stdin));
    result = (int)fread(line, 2, 4, stdin);     /* three bytes are left: one whole element */
    printf("%d [%.2s] %d\n", result, line, !!feof(stdin));
    result = getchar();
    printf("%d\n", result);
    result = (int)getline(&whole, &size, stdin);
    printf("%d %d\n", result, ferror(stdin));
    clearerr(stdin);
    printf("%d\n", feof(stdin));
    free(whole);
}

static void print_with_buffers(void)
{
    static char own[16];

    setvbuf(stdout, own, _IOFBF, sizeof own);
    printf("more than sixteen characters through sixteen\n");
    setvbuf(stdout, NULL, _IONBF, 0);
    fputs("without a buffer\n", stdout);
    setvbuf(stdout, NULL, _IOLBF, 0);
    putchar('x');
    putc('y', stdout);
    fputc('\n', stdout);
    printf("%d %d\n", (int)fwrite("abc\n", 1, 4, stdout), (int)fwrite("", 0, 5, stdout));
    printf("%d %d\n", fflush(stdout), fflush(NULL));
}

int main(void)
{
    print_integers();
    print_strings();
    print_cut();
    scan_numbers();
    scan_sizes();
    scan_words();
    read_input();
    print_with_buffers();
    return 0;
}
