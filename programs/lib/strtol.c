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
 * White space, sign, prefix, digits: the number, modulo 2^64. Beyond `limit` (with a minus sign: below
 * -`negative_limit`) errno is ERANGE, and the result is the end of the range, which for an unsigned type
 * (both limits are the same) is `limit` in either direction. *end is where the number ends, `s` if there
 * is none. No such base: errno is EINVAL, and *end stays what it is.
 */
unsigned long long __parse_number(const char *s, char **end, int base, unsigned long long limit,
                                  unsigned long long negative_limit)
{
    unsigned long long value = 0, most = limit;
    const char *at = s;
    int digit, negative, any = 0, overflow = 0;

    if (base < 0 || base == 1 || base > 36) {
        errno = EINVAL;
        return 0;
    }
    while (isspace((unsigned char)*at))
        at++;
    negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    if ((base == 0 || base == 16) && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')
        && digit_of((unsigned char)at[2]) < 16) {
        at += 2;
        base = 16;
    } else if (base == 0) {
        base = *at == '0' ? 8 : 10;
    }
    if (negative)
        most = negative_limit;
    for (; (digit = digit_of((unsigned char)*at)) < base; at++) {
        any = 1;
        if (overflow)
            continue;
        if (value > (most - (unsigned)digit) / (unsigned)base)
            overflow = 1;
        else
            value = value * (unsigned)base + (unsigned)digit;
    }
    if (end)
        *end = (char *)(any ? at : s);
    if (overflow) {
        errno = ERANGE;
        if (most == limit)
            return limit;
        value = most;
    }
    return negative ? 0 - value : value;
}

long strtol(const char *s, char **end, int base)
{
    return (long)__parse_number(s, end, base, LONG_MAX, (unsigned)LONG_MAX + 1);
}

unsigned long strtoul(const char *s, char **end, int base)
{
    return (unsigned long)__parse_number(s, end, base, ULONG_MAX, ULONG_MAX);
}

long long strtoll(const char *s, char **end, int base)
{
    return (long long)__parse_number(s, end, base, LLONG_MAX, (unsigned long long)LLONG_MAX + 1);
}

unsigned long long strtoull(const char *s, char **end, int base)
{
    return __parse_number(s, end, base, ULLONG_MAX, ULLONG_MAX);
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
