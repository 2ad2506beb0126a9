/* Conway's game of life on a torus, 32 cells to a word: the patterns after some generations. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Usage: life [GENERATIONS] */

#define SIZE 32                 /* rows, and cells of a row */

static unsigned board[SIZE], next[SIZE];

/* Five cells that take a thousand generations to settle, on a board large enough. */
static const char *const start[] = {
    ".##",
    "##.",
    ".#.",
};

static unsigned rotate_left(unsigned row)
{
    return row << 1 | row >> (SIZE - 1);
}

static unsigned rotate_right(unsigned row)
{
    return row >> 1 | row << (SIZE - 1);
}

/*
 * All cells of a row at once. `ones`, `twos` and `fours` are the bits of each cell's number of
 * neighbours; a carry out of the fours (eight neighbours) looks like none, which is dead as well.
 */
static unsigned next_row(unsigned above, unsigned row, unsigned below)
{
    unsigned neighbours[8];
    unsigned ones = 0, twos = 0, fours = 0;

    neighbours[0] = rotate_left(above);
    neighbours[1] = above;
    neighbours[2] = rotate_right(above);
    neighbours[3] = rotate_left(row);
    neighbours[4] = rotate_right(row);
    neighbours[5] = rotate_left(below);
    neighbours[6] = below;
    neighbours[7] = rotate_right(below);
    for (int i = 0; i < 8; i++) {
        unsigned carry = ones & neighbours[i];

        ones ^= neighbours[i];
        fours ^= twos & carry;
        twos ^= carry;
    }
    return twos & ~fours & (ones | row);
}

static void step(void)
{
    for (int row = 0; row < SIZE; row++)
        next[row] = next_row(board[(row + SIZE - 1) % SIZE], board[row], board[(row + 1) % SIZE]);
    memcpy(board, next, sizeof board);
}

static unsigned population(void)
{
    unsigned count = 0;

    for (int row = 0; row < SIZE; row++)
        for (unsigned rest = board[row]; rest; rest &= rest - 1)
            count++;
    return count;
}

static void print_board(void)
{
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++)
            putchar(board[row] >> (SIZE - 1 - column) & 1 ? '#' : '.');
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    int generations = argc > 1 ? atoi(argv[1]) : 200;

    for (size_t row = 0; row < sizeof start / sizeof start[0]; row++)
        for (int column = 0; start[row][column]; column++)
            if (start[row][column] == '#')
                board[SIZE / 2 + row] |= 1u << (SIZE / 2 - column);
    for (int generation = 0; generation < generations; generation++) {
        if (generation % 25 == 0)
            printf("generation %3d: %3u cells\n", generation, population());
        step();
    }
    printf("generation %3d: %3u cells\n", generations, population());
    print_board();
    return 0;
}
