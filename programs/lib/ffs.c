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
