/* The functions of <inttypes.h>: intmax_t is long long. */
#include <inttypes.h>
#include <stdlib.h>

intmax_t imaxabs(intmax_t n)
{
    return n < 0 ? -n : n;
}

imaxdiv_t imaxdiv(intmax_t numerator, intmax_t denominator)
{
    imaxdiv_t result;

    result.quot = numerator / denominator;
    result.rem = numerator % denominator;
    return result;
}

intmax_t strtoimax(const char *s, char **end, int base)
{
    return strtoll(s, end, base);
}

uintmax_t strtoumax(const char *s, char **end, int base)
{
    return strtoull(s, end, base);
}
