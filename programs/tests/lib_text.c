/* Strings, numbers, sorting, memory, options and dates, as a text to compare with another library's. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <iso646.h>
#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

/* Where in `base` a pointer points; -1 if it is NULL. */
static int place(const void *base, const void *pointer)
{
    return pointer ? (int)((const char *)pointer - (const char *)base) : -1;
}

static void compare_strings(void)
{
    static const char *const words[] = { "", "a", "ab", "abc", "abd", "b", "A", "\x80", "abc\xff" };
    size_t count = sizeof words / sizeof words[0];

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            printf(" %2d%2d%2d%2d%2d", sign(strcmp(words[i], words[j])), sign(strncmp(words[i], words[j], 2)),
                   sign(strcasecmp(words[i], words[j])), sign(strncasecmp(words[i], words[j], 1)),
                   sign(strcoll(words[i], words[j])));
        printf("\n");
    }
    printf("%d %d %d %d\n", sign(memcmp("ab\0c", "ab\0d", 4)), memcmp("ab\0c", "ab\0d", 3), memcmp("x", "y", 0),
           sign(memcmp("\xff", "\x01", 1)));
}

static void search_strings(void)
{
    static const char s[] = "the quick brown fox";

    printf("%d %d %d %d\n", place(s, strchr(s, 'q')), place(s, strchr(s, 'z')), place(s, strchr(s, 0)),
           place(s, strchr(s, 'q' + 256)));
    printf("%d %d %d\n", place(s, strrchr(s, 'o')), place(s, strrchr(s, 'z')), place(s, strrchr(s, 0)));
    printf("%d %d %d\n", place(s, memchr(s, 'b', 10)), place(s, memchr(s, 'b', 11)), place(s, memchr(s, 0, 99)));
    printf("%d %d\n", place(s, memrchr(s, 'o', 19)), place(s, memrchr(s, 'z', 19)));
    printf("%d %d %d %d\n", place(s, strstr(s, "quick")), place(s, strstr(s, "")), place(s, strstr(s, "foxy")),
           place(s, strstr(s, "fox")));
    printf("%d %d\n", place(s, strcasestr(s, "BROWN")), place(s, strcasestr(s, "green")));
    printf("%d %d %d\n", place(s, memmem(s, 19, "fox", 3)), place(s, memmem(s, 18, "fox", 3)),
           place(s, memmem(s, 19, "", 0)));
    printf("%d %d %d %d\n", (int)strspn(s, "eht "), (int)strspn(s, ""), (int)strcspn(s, " "), (int)strcspn(s, ""));
    printf("%d %d\n", place(s, strpbrk(s, "xyq")), place(s, strpbrk(s, "!")));
    printf("%d %d\n", place(s, strchrnul(s, 'k')), place(s, strchrnul(s, '!')));
    printf("%d %d %d\n", (int)strlen(s), (int)strnlen(s, 4), (int)strnlen(s, 100));
}

static void copy_strings(void)
{
    char to[32];
    char *end;

    memset(to, '#', sizeof to);
    strncpy(to, "abc", 6);
    printf("%s %d%d%d %c\n", to, to[3], to[4], to[5], to[6]);
    strncpy(to, "defghi", 3);
    printf("%s\n", to);
    strcat(strcpy(to, "one"), "two");
    strncat(to, "three", 2);
    strncat(to, "four", 10);
    printf("%s\n", to);
    end = stpcpy(to, "left");
    printf("%d\n", place(to, end));
    printf("%d %d\n", place(to, stpncpy(to, "ab", 4)), place(to, stpncpy(to, "abcdef", 4)));
    printf("%d\n", place(to, mempcpy(to, "xyz", 3)));
    printf("%d %d\n", place(to, memccpy(to, "ab,cd", ',', 5)), place(to, memccpy(to, "ab,cd", ';', 5)));
    strcpy(to, "0123456789");
    memmove(to + 2, to, 5);
    printf("%s\n", to);
    strcpy(to, "0123456789");
    memmove(to, to + 2, 5);
    printf("%s\n", to);
    printf("%d %s\n", (int)strxfrm(to, "key", sizeof to), to);
    end = strndup("duplicate", 3);
    printf("%s\n", end);
    free(end);
}

static void cut_strings(void)
{
    char text[] = ",,a,,b;c;,d";
    char fields[] = "x,,y,";
    char *rest = NULL, *at = fields, *field;
    char *word = strtok_r(text, ",;", &rest);

    for (; word; word = strtok_r(NULL, ",;", &rest))
        printf("[%s]", word);
    printf("\n");
    while ((field = strsep(&at, ",")))
        printf("[%s]", field);
    printf("\n");
}

static void classify(void)
{
    for (int c = -1; c < 128; c++) {
        int kinds = !!isalnum(c) | !!isalpha(c) << 1 | !!isblank(c) << 2 | !!iscntrl(c) << 3 | !!isdigit(c) << 4
                  | !!isgraph(c) << 5 | !!islower(c) << 6 | !!isprint(c) << 7 | !!ispunct(c) << 8
                  | !!isspace(c) << 9 | !!isupper(c) << 10 | !!isxdigit(c) << 11;

        printf("%03x%c", kinds, c % 16 == 15 ? '\n' : ' ');
        if (c >= 0 && (tolower(c) != (isupper(c) ? c + 32 : c) || toupper(c) != (islower(c) ? c - 32 : c)))
            printf("case of %d\n", c);
    }
}

/* --- numbers --- */

static void read_numbers(void)
{
    static const struct { const char *text; int base; } cases[] = {
        { "0", 10 }, { "42", 10 }, { "  -42x", 10 }, { "+7", 10 }, { "", 10 }, { "x", 10 }, { "-", 10 }, { "+-1", 10 },
        { "0x1f", 16 }, { "0x1f", 0 }, { "0X1F", 0 }, { "1f", 16 }, { "0x", 16 }, { "0xg", 0 }, { "017", 0 },
        { "08", 0 }, { "17", 8 }, { "z", 36 }, { "Zz9", 36 }, { "102", 2 }, { "0b1", 0 }, { "\t\n 5", 10 },
        { "9223372036854775807", 10 }, { "9223372036854775808", 10 }, { "-9223372036854775808", 10 },
        { "-9223372036854775809", 10 }, { "18446744073709551615", 10 }, { "18446744073709551616", 10 },
        { "-18446744073709551615", 10 }, { "99999999999999999999999", 10 }, { "7fffffffffffffff", 16 },
        { "1000000000000000000000", 8 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *end;

        errno = 0;
        printf("%s/%d: %lld", cases[i].text, cases[i].base, strtoll(cases[i].text, &end, cases[i].base));
        printf(" +%d%s", place(cases[i].text, end), errno == ERANGE ? " ERANGE" : "");
        errno = 0;
        printf(" %llu", strtoull(cases[i].text, &end, cases[i].base));
        printf(" +%d%s\n", place(cases[i].text, end), errno == ERANGE ? " ERANGE" : "");
    }
}

/* long is not everywhere as long: its limits are printed by their names. */
static void read_longs(void)
{
    char text[40];
    char *end;

    snprintf(text, sizeof text, "%ld", LONG_MAX);
    printf("%d", strtol(text, &end, 10) == LONG_MAX);
    snprintf(text, sizeof text, "%ld", LONG_MIN);
    printf("%d", strtol(text, &end, 10) == LONG_MIN);
    snprintf(text, sizeof text, "%lu", ULONG_MAX);
    errno = 0;
    printf("%d", strtol(text, &end, 10) == LONG_MAX);
    printf("%d", errno == ERANGE);
    errno = 0;
    printf("%d", strtoul(text, &end, 10) == ULONG_MAX);
    printf("%d", errno == 0);
    strcat(text, "0");
    printf("%d", strtoul(text, &end, 10) == ULONG_MAX);
    printf("%d\n", errno == ERANGE);
    printf("%d %ld %lld\n", atoi(" 12ab"), atol("-3"), atoll("123456789012"));
}

static void divide(void)
{
    for (int n = -7; n <= 7; n += 7)
        for (int d = -2; d <= 2; d += 4) {
            div_t small = div(n, d);
            ldiv_t large = ldiv(n, d);
            lldiv_t largest = lldiv(n * 10000000000ll, d);
            imaxdiv_t maximal = imaxdiv(n, d);

            printf("%d %d, %ld %ld, %lld %lld, %d %d\n", small.quot, small.rem, large.quot, large.rem, largest.quot,
                   largest.rem, (int)maximal.quot, (int)maximal.rem);
        }
    printf("%d %ld %lld %lld\n", abs(-5), labs(-6), llabs(-7000000000ll), (long long)imaxabs(-8));
    printf("%d %d %d\n", ffs(0), ffs(8), ffs(INT_MIN));
}

static int compare_ints(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;

    return (left > right) - (left < right);
}

static void sort_and_search(void)
{
    struct { char bytes[3]; } odd[7] = { { "fo" }, { "ba" }, { "zz" }, { "aa" }, { "mm" }, { "ba" }, { "qq" } };
    int numbers[100];
    unsigned seed = 1;
    int wrong = 0;

    for (int count = 0; count <= 100; count++) {
        for (int i = 0; i < count; i++) {
            seed = seed * 1664525u + 1013904223u;
            numbers[i] = (int)(seed >> 24);
        }
        qsort(numbers, (size_t)count, sizeof numbers[0], compare_ints);
        for (int i = 1; i < count; i++)
            wrong += numbers[i - 1] > numbers[i];
        for (int key = -1; key < 257; key += 3) {
            int *found = bsearch(&key, numbers, (size_t)count, sizeof numbers[0], compare_ints);
            int there = 0;

            for (int i = 0; i < count; i++)
                there |= numbers[i] == key;
            wrong += there ? !found || *found != key : found != NULL;
        }
    }
    qsort(odd, 7, sizeof odd[0], (int (*)(const void *, const void *))strcmp);
    for (int i = 0; i < 7; i++)
        printf("%s ", odd[i].bytes);
    printf("%d wrong\n", wrong);
}

static void random_numbers(void)
{
    int first, second, small = 0;
    unsigned seed = 5;

    srand(7);
    first = rand();
    second = rand();
    srand(7);
    for (int i = 0; i < 1000; i++)
        small += rand() / (RAND_MAX / 10 + 1) < 5;
    srand(7);
    printf("%d", rand() == first);
    printf("%d", rand() == second);
    printf("%d%d", first != second, small > 400 && small < 600);
    printf("%d", rand_r(&seed) >= 0);
    printf("%d\n", seed != 5);
}

/* --- memory --- */

static void use_memory(void)
{
    static unsigned char *blocks[40];
    unsigned seed = 3;
    int wrong = 0;

    for (int step = 0; step < 4000; step++) {
        int i;
        size_t size;

        seed = seed * 1664525u + 1013904223u;
        i = (int)(seed >> 16) % 40;
        size = (seed >> 22) % 700 + 1;
        if (blocks[i] && seed & 1 << 14) {
            wrong += blocks[i][0] != i;
            free(blocks[i]);
            blocks[i] = NULL;
        } else if (!blocks[i] && seed & 1 << 15) {
            blocks[i] = aligned_alloc(64, (size + 63) / 64 * 64);
            wrong += (uintptr_t)blocks[i] % 64 != 0;
            memset(blocks[i], i, size);
        } else {
            int was_there = blocks[i] != NULL;

            blocks[i] = realloc(blocks[i], size);
            wrong += was_there && blocks[i][0] != i;
            memset(blocks[i], i, size);
        }
    }
    for (int i = 0; i < 40; i++)
        free(blocks[i]);
    blocks[0] = calloc(100, 7);
    for (int i = 0; i < 700; i++)
        wrong += blocks[0][i] != 0;
    free(blocks[0]);
    errno = 0;
    wrong += reallocarray(NULL, SIZE_MAX / 2, 3) != NULL || errno != ENOMEM;
    printf("%d wrong\n", wrong);
}

/* --- options, the environment, jumps --- */

static void read_options(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "verbose", no_argument, NULL, 'v' },
        { "output", required_argument, NULL, 'o' },
        { "level", optional_argument, NULL, 'l' },
        { "version", no_argument, NULL, 'V' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    optind = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "+:vo:l::", long_options, NULL)) != -1)
        printf(" %c%s%s%s", option, optarg ? "=" : "", optarg ? optarg : "", option == '?' || option == ':' ? "!" : "");
    printf(" |");
    while (optind < argc)
        printf(" %s", argv[optind++]);
    printf("\n");
}

#define options(...) \
    read_options((int)(sizeof (char *[]){ "program", __VA_ARGS__ } / sizeof (char *)), \
                 (char *[]){ "program", __VA_ARGS__, NULL })

static void use_options(void)
{
    options("-v", "-o", "file", "rest");
    options("-vofile", "-l", "-l3", "--", "-v");
    options("-x", "-v", "-o");
    options("-", "-v");
    options("--verbose", "--output", "file", "--output=other", "--level", "--level=4", "end");
    options("--verb", "--out=x", "--ver", "--nothing", "--verbose=no", "--output");
    options("-vvv", "word", "-o", "kept");
}

static void use_environment(void)
{
    setenv("SWTCH_A", "one", 1);
    setenv("SWTCH_A", "two", 0);
    printf("%s ", getenv("SWTCH_A"));
    setenv("SWTCH_A", "three", 1);
    putenv((char *)"SWTCH_B=four");
    printf("%s %s ", getenv("SWTCH_A"), getenv("SWTCH_B"));
    unsetenv("SWTCH_A");
    printf("%s %s ", getenv("SWTCH_A") ? "there" : "gone", getenv("SWTCH_B"));
    errno = 0;
    printf("%d", setenv("A=B", "x", 1));
    printf(" %d\n", errno == EINVAL);
}

static jmp_buf place_to_return;

static void jump(int depth, int value)
{
    if (depth == 0)
        longjmp(place_to_return, value);
    jump(depth - 1, value);
}

static void use_jumps(void)
{
    volatile int rounds = 0;
    int value = setjmp(place_to_return);

    if (rounds++ < 3)
        jump(5, rounds - 1);
    printf("%d after %d rounds\n", value, rounds);
}

/* --- dates, words for numbers, the locale --- */

static void show_dates(void)
{
    static const long long times[] = { 0, -1, 86399, 951782400, 951868800, 1000000000, 1709164800, 2147483647,
                                       2147483648, 4107542400, -2208988800, 253402300799 };
    char text[200];

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        time_t time = (time_t)times[i];
        struct tm date;

        gmtime_r(&time, &date);
        strftime(text, sizeof text, "%F %T %a %j %U %W %V %G %y %C %u %w %I%p %e %D %R %b", &date);
        printf("%lld: %s %d %d\n", times[i], text, date.tm_yday, timegm(&date) == time);
    }
}

static void carry_dates_over(void)
{
    struct tm date = { .tm_year = 123, .tm_mon = 13, .tm_mday = 31, .tm_hour = 25, .tm_min = -1, .tm_sec = 3600 };
    char text[64];

    printf("%lld ", (long long)timegm(&date));
    printf("%s", asctime_r(&date, text));
    printf("%d", (int)strftime(text, 5, "%Y-%m", &date));
    printf(" %d", (int)strftime(text, 8, "%Y-%m", &date));
    printf(" %s\n", text);
    date.tm_mon = -25;
    printf("%lld", (long long)timegm(&date));
    printf(" %d\n", date.tm_year);
}

static void name_numbers(void)
{
    static const int errors[] = { 0, EPERM, ENOENT, EINTR, EBADF, EAGAIN, ENOMEM, EINVAL, EPIPE, EDOM, ERANGE, EDEADLK,
                                  ENOSYS, EOVERFLOW, ETIMEDOUT };

    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        printf("%d %s\n", errors[i], strerror(errors[i]));
    printf("%s, %s, %s\n", strsignal(SIGSEGV), strsignal(SIGKILL), strsignal(SIGINT));
    printf("%s %s %s\n", setlocale(LC_ALL, NULL), setlocale(LC_ALL, "C"), setlocale(LC_ALL, "xx_YY") ? "?" : "none");
    printf("%s[%s]\n", localeconv()->decimal_point, localeconv()->thousands_sep);
    printf("%d %d %d\n", 1 and not 0, 6 bitand compl 2, 5 xor 1);
    printf("%d\n", getpagesize());
}

static void say_goodbye(void)
{
    printf("registered first, called last\n");
}

static void say_first(void)
{
    printf("registered last, called first\n");
}

int main(void)
{
    compare_strings();
    search_strings();
    copy_strings();
    cut_strings();
    classify();
    read_numbers();
    read_longs();
    divide();
    sort_and_search();
    random_numbers();
    use_memory();
    use_options();
    use_environment();
    use_jumps();
    show_dates();
    carry_dates_over();
    name_numbers();
    atexit(say_goodbye);
    atexit(say_first);
    return 0;
}
