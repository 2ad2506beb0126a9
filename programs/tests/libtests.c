/* The guest's tests of the library: what needs no other library to compare with. */
#include <ctype.h>
#include <limits.h>
#include <setjmp.h>
#include <stdint.h>
#include "cases.h"

static void check_format(const char *expected, const char *format, long long number)
{
    char text[100];

    snprintf(text, sizeof text, format, number);
    if (strcmp(text, expected) != 0) {
        printf("  \"%s\" gives \"%s\", not \"%s\"\n", format, text, expected);
        exit(1);
    }
}

static void printf_formats(void)
{
    const char *unknown = "%y|%5y";
    char text[64];
    int length;

    check_format("-9223372036854775808", "%lld", (long long)1 << 63);
    check_format("18446744073709551615", "%llu", -1);
    check_format("0x0000ffffffffffff", "%#018llx", 0xffffffffffffll);
    check(snprintf(text, sizeof text, "%d|%5d|%-5d|%05d|%+d|% d", 1, 2, 3, 4, 5, 6) == 25);
    check(strcmp(text, "1|    2|3    |00004|+5| 6") == 0);
    snprintf(text, sizeof text, "%x|%#X|%o|%#o|%u|%c|%%", 255, 255, 8, 8, 3000000000u, 'z');
    check(strcmp(text, "ff|0XFF|10|010|3000000000|z|%") == 0);
    snprintf(text, sizeof text, "%.3d|%8.3d|%-8.3d|%.0d|%.2s|%6s|%-6s|", 5, -5, 5, 0, "abc", "ab", "ab");
    check(strcmp(text, "005|    -005|005     ||ab|    ab|ab    |") == 0);
    snprintf(text, sizeof text, "%hhd|%hd|%hhu|%ld|%zu|%*d|%-*d|%.*s", 257, 65537, 511, -1l, sizeof text,
             4, 1, 4, 1, 1, "xy");
    check(strcmp(text, "1|1|255|-1|64|   1|1   |x") == 0);
    snprintf(text, sizeof text, "%s%n|%p|", "abc", &length, (void *)0x1234);
    check(length == 3 && strcmp(text, "abc|0x1234|") == 0);
    snprintf(text, sizeof text, unknown, 1);
    check(strcmp(text, "%y|%5y") == 0);
    check(snprintf(text, 4, "%s", "abcdef") == 6 && strcmp(text, "abc") == 0);
    check(snprintf(NULL, 0, "%d", 12345) == 5);
}

static void string_functions(void)
{
    char text[32] = "one,two,,three";
    char *rest;

    check(strcmp(strtok_r(text, ",", &rest), "one") == 0);
    check(strcmp(strtok_r(NULL, ",", &rest), "two") == 0);
    check(strcmp(strtok_r(NULL, ",", &rest), "three") == 0);
    check(strtok_r(NULL, ",", &rest) == NULL);
    strcpy(text, "abcdefgh");
    memmove(text + 2, text, 6);
    check(strcmp(text, "ababcdef") == 0);
    memmove(text, text + 2, 7);
    check(strcmp(text, "abcdef") == 0);
    check(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0);
    check(strcmp("\xff", "a") > 0);
    check(strchr(text, 'c') == text + 2 && strchr(text, 0) == text + 6 && !strchr(text, 'z'));
    check(strrchr("abab", 'a') != NULL && strstr(text, "def") == text + 3 && !strstr(text, "x"));
    check(strspn("aab", "a") == 2 && strcspn("aab", "b") == 2 && strpbrk("xyz", "zy") != NULL);
    strncpy(text, "ab", 5);
    check(text[4] == 0 && strlen(strncat(text, "cdef", 2)) == 4);
    check(memcmp("abc", "abd", 3) < 0 && memchr("abc", 'c', 3) != NULL);
    check(strnlen("abc", 2) == 2 && strcmp(strerror(ENOMEM), "Cannot allocate memory") == 0);
}

static void numbers_from_text(void)
{
    char *end;

    check(strtol(" -0x1fz", &end, 0) == -31 && *end == 'z');
    check(strtol("077", NULL, 0) == 63 && strtol("0x", &end, 16) == 0 && *end == 'x');
    errno = 0;
    check(strtol("99999999999", NULL, 10) == LONG_MAX && errno == ERANGE);
    check(strtol("-99999999999", NULL, 10) == LONG_MIN);
    check(strtol("-2147483648", NULL, 10) == LONG_MIN);
    check(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX);
    check(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN);
    check(strtoul("zz", &end, 36) == 35 * 36 + 35 && *end == 0);
    check(atoi("12abc") == 12 && atoi("") == 0 && isspace('\n') && toupper('q') == 'Q');
}

static void division_of_long_numbers(void)
{
    volatile unsigned long long a = 0xfedcba9876543210ull;
    volatile unsigned long long b = 0x123456789ull;
    volatile unsigned c = 0xfedcba98u;
    volatile long long d = -1000000000007ll;
    volatile long long e = 1000003;

    check(a / b == 0xe0000000 && a % b == a - a / b * b);
    check(a / c == 0x100000000ull && a / c * c + a % c == a);
    check(a / 10 == 1836475854449306472ull && a % 10 == 0);
    check(d / e == -999997 && d % e == -16);
    check(b / a == 0 && b % a == b && a / a == 1);
    check((d >> 40) == -1 && (a << 36) >> 60 == 6 && (a >> 36) == 0xfedcba9);
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a;
    int y = *(const int *)b;

    return x < y ? -1 : x > y;
}

static void sorting_and_searching(void)
{
    int numbers[100];
    int i, key;

    srand(7);
    for (i = 0; i < 100; i++)
        numbers[i] = rand() % 1000;
    qsort(numbers, 100, sizeof numbers[0], compare_ints);
    for (i = 1; i < 100; i++)
        check(numbers[i - 1] <= numbers[i]);
    for (i = 0; i < 100; i++)
        check(*(int *)bsearch(&numbers[i], numbers, 100, sizeof key, compare_ints) == numbers[i]);
    key = -1;
    check(bsearch(&key, numbers, 100, sizeof key, compare_ints) == NULL);
}

static jmp_buf environment;

static void jump_out(int depth)
{
    if (depth == 0)
        longjmp(environment, 0);
    jump_out(depth - 1);
}

static void far_jumps(void)
{
    volatile int rounds = 0;
    int value = setjmp(environment);

    check(value == (rounds > 0));
    if (rounds++ < 3)
        jump_out(5);
    check(rounds == 4);
}

static void leave_unflushed(void)
{
    printf("this line must not appear");
    _exit(0);
}

static void exit_flushes_and_underscore_exit_does_not(void)
{
    int status;

    fflush(stdout);
    check(status_of(leave_unflushed) == 0);
    if (fork() == 0) {
        printf("  flushed by ");
        printf("exit\n");
        exit(0);
    }
    check(wait(&status) > 0 && status == 0);
}

static const struct test tests[] = {
    CASE(printf_formats),
    CASE(string_functions),
    CASE(numbers_from_text),
    CASE(division_of_long_numbers),
    CASE(sorting_and_searching),
    CASE(far_jumps),
    CASE(exit_flushes_and_underscore_exit_does_not),
};

int main(int argc, char *argv[])
{
    return run_cases(tests, sizeof tests / sizeof tests[0], argc > 1 ? argv[1] : NULL);
}
