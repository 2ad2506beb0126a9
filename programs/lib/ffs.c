/* The lowest bit that is set, counted from 1; 0: none is. */
#include <strings.h>

int ffs(int bits)
{
    int place = 1;

    if (!bits)
        return 0;
    for (; !(bits & 1); bits = (int)((unsigned)bits >> 1))
        place++;
    return place;
}

int ffsl(long bits)
{
    return ffs((int)bits);
}

int ffsll(long long bits)
{
    int low = ffs((int)bits), high = ffs((int)(bits >> 32));

    return low ? low : high ? high + 32 : 0;
}
