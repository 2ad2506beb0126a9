/* Operands that nobody asks the value of, and what they do besides. */
#include <stdarg.h>
union number { int i; char *p; unsigned u; };
static union number seven = (union number)7;
static int gr\u00fc\U000000dfe = 3;
#define TIMES 2
#pragma push_macro("TIMES")
#undef TIMES
#define TIMES 3
#pragma push_macro("TIMES")
#undef TIMES
#pragma pop_macro("TIMES")
static int three = TIMES;
#pragma pop_macro("TIMES")

static int guessed(int n)
{
    if (__builtin_expect(n > 5, n++ > 3))
        return n;
    return -n;
}

static int listed(int n, ...)
{
    va_list one, two, *all[] = { &one, &two }, **next = all;
    int sum;

    va_start(**next, n);
    sum = va_arg(one, int);
    va_end(**next++);
    va_start(**next, n);
    sum += va_arg(two, int);
    va_end(**next);
    return sum;
}

static int of_union(union number number)
{
    return number.i;
}

int test(void)
{
    int n = 0;
    char text[] = "a\ b";

    if (guessed(9) != 10 || guessed(2) != -3) return __LINE__;
    if (listed(1, 21) != 42) return __LINE__;
    if (three != 3 || TIMES != 2) return __LINE__;
    if (seven.i != 7 || of_union((union number)-4) != -4) return __LINE__;
    if (((union number)(char *)text).p != text || ((union number)5u).u != 5) return __LINE__;
    if (grüße != 3) return __LINE__;
    __builtin_prefetch(&text[n++], 0, 3);
    if (n != 1) return __LINE__;
    if (text[1] != ' ' || sizeof text != 4) return __LINE__;
    return 0;
}
