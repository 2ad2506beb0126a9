/* A matrix product whose inner loop walks a column, line by line, then a walk that changes page at each step. */
#include <stdio.h>

#define SIZE    96
#define WORDS   (512 * 1024)
#define STEPS   200000
#define STRIDE  1040            /* words: one page and one line further */

static unsigned a[SIZE][SIZE], b[SIZE][SIZE], product[SIZE][SIZE];
static unsigned big[WORDS];

static void fill(void)
{
    unsigned seed = 1;

    for (int row = 0; row < SIZE; row++)
        for (int column = 0; column < SIZE; column++) {
            seed = seed * 1664525u + 1013904223u;
            a[row][column] = seed >> 8;
            seed = seed * 1664525u + 1013904223u;
            b[row][column] = seed >> 8;
        }
}

static void multiply(void)
{
    for (int row = 0; row < SIZE; row++)
        for (int column = 0; column < SIZE; column++) {
            unsigned sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += a[row][k] * b[k][column];
            product[row][column] = sum;
        }
}

static unsigned walk(void)
{
    unsigned sum = 0;
    unsigned place = 0;

    for (unsigned step = 0; step < STEPS; step++) {
        big[place] += step;
        sum += big[place];
        place = (place + STRIDE) % WORDS;
    }
    return sum;
}

int main(void)
{
    unsigned sum = 0;

    fill();
    multiply();
    for (int row = 0; row < SIZE; row++)
        sum += product[row][row * 7 % SIZE];
    printf("%u\n", sum + walk());
    return 0;
}
