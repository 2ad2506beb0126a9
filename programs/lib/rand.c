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

/* A generator whose state the caller keeps. */
int rand_r(unsigned int *seed)
{
    unsigned int bits = *seed * 1664525u + 1013904223u;

    *seed = bits * 1664525u + 1013904223u;
    return (int)((bits >> 16 | (*seed & 0xffff0000u)) & RAND_MAX);
}

void srandom(unsigned int seed)
{
    srand(seed);
}

long random(void)
{
    return rand();
}
