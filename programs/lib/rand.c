/* Pseudo-random numbers: a linear congruential generator, whose upper bits are the good ones. */
#include <stdlib.h>

static unsigned long long state = 1;

void srand(unsigned int seed)
{
    state = seed;
}

int rand(void)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (int)(state >> 33) & RAND_MAX;
}
