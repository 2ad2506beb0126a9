/* Solves sudokus: sets of bits say what is still possible, and the tightest square is tried first. */
#include <stdio.h>
#include <string.h>

/* Usage: sudoku [PUZZLE]    81 digits, row by row; 0 or . is an empty square */

#define ALL 0x1ffu              /* nine bits, one for each digit */

struct puzzle {
    unsigned char square[81];   /* 0: empty */
    unsigned rows[9], columns[9], boxes[9];     /* the digits that are still to be placed */
};

static unsigned tries;

static const char *const samples[] = {
    "530070000600195000098000060800060003400803001700020006060000280000419005000080079",
    "000000907000420180000705026100904000050000040000507009920108000034059000507000000",
    "030050040008010500460000012070502080000603000040109030250000098001020600080060020",
};

static int box_of(int at)
{
    return at / 27 * 3 + at % 9 / 3;
}

static unsigned possible(const struct puzzle *p, int at)
{
    return p->rows[at / 9] & p->columns[at % 9] & p->boxes[box_of(at)];
}

static void place(struct puzzle *p, int at, int digit)
{
    unsigned bit = 1u << (digit - 1);

    p->square[at] = (unsigned char)digit;
    p->rows[at / 9] &= ~bit;
    p->columns[at % 9] &= ~bit;
    p->boxes[box_of(at)] &= ~bit;
}

static void take_away(struct puzzle *p, int at)
{
    unsigned bit = 1u << (p->square[at] - 1);

    p->square[at] = 0;
    p->rows[at / 9] |= bit;
    p->columns[at % 9] |= bit;
    p->boxes[box_of(at)] |= bit;
}

static int count_bits(unsigned set)
{
    int count = 0;

    for (; set; set &= set - 1)
        count++;
    return count;
}

/* The empty square with the fewest possibilities; -1: none is empty. */
static int tightest(const struct puzzle *p)
{
    int best = -1, fewest = 10;

    for (int at = 0; at < 81; at++) {
        int count;

        if (p->square[at])
            continue;
        count = count_bits(possible(p, at));
        if (count < fewest) {
            fewest = count;
            best = at;
        }
    }
    return best;
}

static int solve(struct puzzle *p)
{
    int at = tightest(p);
    unsigned set;

    if (at < 0)
        return 1;
    set = possible(p, at);
    for (int digit = 1; digit <= 9; digit++)
        if (set >> (digit - 1) & 1) {
            tries++;
            place(p, at, digit);
            if (solve(p))
                return 1;
            take_away(p, at);
        }
    return 0;
}

/* 0: the text is no puzzle, or one that contradicts itself. */
static int parse(struct puzzle *p, const char *text)
{
    memset(p, 0, sizeof *p);
    for (int i = 0; i < 9; i++)
        p->rows[i] = p->columns[i] = p->boxes[i] = ALL;
    if (strlen(text) != 81)
        return 0;
    for (int at = 0; at < 81; at++) {
        int digit = text[at] == '.' ? 0 : text[at] - '0';

        if (digit < 0 || digit > 9)
            return 0;
        if (digit == 0)
            continue;
        if (!(possible(p, at) >> (digit - 1) & 1))
            return 0;
        place(p, at, digit);
    }
    return 1;
}

static void print(const struct puzzle *p)
{
    for (int at = 0; at < 81; at++) {
        printf("%d", p->square[at]);
        if (at % 9 == 8)
            printf("\n");
        else if (at % 3 == 2)
            printf("  ");
        else
            printf(" ");
        if (at % 27 == 26 && at < 80)
            printf("\n");
    }
}

static int solve_text(const char *text)
{
    struct puzzle puzzle;

    if (!parse(&puzzle, text)) {
        fprintf(stderr, "sudoku: 81 digits are needed, none of them twice in a row, column or box\n");
        return 1;
    }
    tries = 0;
    if (!solve(&puzzle)) {
        printf("no solution, after %u tries\n", tries);
        return 1;
    }
    print(&puzzle);
    printf("%u tries\n\n", tries);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 2) {
        fprintf(stderr, "usage: sudoku [PUZZLE]\n");
        return 1;
    }
    if (argc == 2)
        return solve_text(argv[1]);
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        solve_text(samples[i]);
    return 0;
}
