/* Numbers out of text. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include "internal.h"

static int digit_of(int c)
{
    if (isdigit(c))
        return c - '0';
    if (isalpha(c))
        return tolower(c) - 'a' + 10;
    return 99;
}

/*
 * White space, sign, prefix, digits. The magnitude, which is at most `limit` (with a minus sign
 * `negative_limit`): beyond it errno is ERANGE. *end is where the number ends, `s` if there is none.
 */
unsigned long long __parse_number(const char *s, char **end, int base, unsigned long long limit,
                                  unsigned long long negative_limit, int *negative)
{
    unsigned long long value = 0;
    const char *at = s;
    int digit, any = 0, overflow = 0;

    while (isspace((unsigned char)*at))
        at++;
    *negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    if ((base == 0 || base == 16) && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')
        && digit_of((unsigned char)at[2]) < 16) {
        at += 2;
        base = 16;
    } else if (base == 0) {
        base = *at == '0' ? 8 : 10;
    }
    if (*negative)
        limit = negative_limit;
    for (; (digit = digit_of((unsigned char)*at)) < base; at++) {
        any = 1;
        if (overflow)
            continue;
        if (value > (limit - (unsigned)digit) / (unsigned)base)
            overflow = 1;
        else
            value = value * (unsigned)base + (unsigned)digit;
    }
    if (overflow) {
        errno = ERANGE;
        value = limit;
    }
    if (end)
        *end = (char *)(any ? at : s);
    return value;
}

long strtol(const char *s, char **end, int base)
{
    int negative;
    unsigned value = (unsigned)__parse_number(s, end, base, LONG_MAX, (unsigned)LONG_MAX + 1, &negative);

    return (long)(negative ? 0 - value : value);
}

unsigned long strtoul(const char *s, char **end, int base)
{
    int negative;
    unsigned long value = (unsigned long)__parse_number(s, end, base, ULONG_MAX, ULONG_MAX, &negative);

    return negative ? 0 - value : value;
}

long long strtoll(const char *s, char **end, int base)
{
    int negative;
    unsigned long long value = __parse_number(s, end, base, LLONG_MAX,
                                              (unsigned long long)LLONG_MAX + 1, &negative);

    return (long long)(negative ? 0 - value : value);
}

unsigned long long strtoull(const char *s, char **end, int base)
{
    int negative;
    unsigned long long value = __parse_number(s, end, base, ULLONG_MAX, ULLONG_MAX, &negative);

    return negative ? 0 - value : value;
}

int atoi(const char *s)
{
    return (int)strtol(s, NULL, 10);
}

long atol(const char *s)
{
    return strtol(s, NULL, 10);
}

long long atoll(const char *s)
{
    return strtoll(s, NULL, 10);
}
