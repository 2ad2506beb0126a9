/* Arithmetic with branches that depend on data, then a sieve over an array that fits the first-level cache. */
#include <stdio.h>

#define ROUNDS  10
#define DRAWS   40000
#define LIMIT   16384

static unsigned char composite[LIMIT];

static unsigned mix_random_numbers(unsigned *seed, unsigned sum)
{
    for (int draw = 0; draw < DRAWS; draw++) {
        *seed = *seed * 1664525u + 1013904223u;
        if (*seed >> 31)
            sum += *seed >> 16;
        else
            sum ^= *seed << 3;
        if ((*seed >> 13) % 8 == 3)
            sum = sum << 5 | sum >> 27;
    }
    return sum;
}

static unsigned count_primes(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < LIMIT; i++)
        composite[i] = 0;
    for (unsigned i = 2; i < LIMIT; i++) {
        if (composite[i])
            continue;
        count++;
        for (unsigned multiple = 2 * i; multiple < LIMIT; multiple += i)
            composite[multiple] = 1;
    }
    return count;
}

int main(void)
{
    unsigned seed = 12345;
    unsigned sum = 1;

    for (int round = 0; round < ROUNDS; round++) {
        sum = mix_random_numbers(&seed, sum);
        sum += count_primes() * seed;
    }
    printf("%u\n", sum);
    return 0;
}
