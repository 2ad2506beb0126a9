/* One random ring through a mebibyte of lines: each load waits for the one before, and most of them miss. */
#include <stdio.h>

#define NODES   16384
#define STEPS   500000

struct node {
    struct node *next;
    unsigned value;
    unsigned padding[14];       /* a node fills a cache line */
};

static struct node nodes[NODES] __attribute__((aligned(64)));
static unsigned order[NODES];

/* Sattolo's shuffle: one cycle through all. */
static void make_ring(void)
{
    unsigned seed = 99;

    for (unsigned i = 0; i < NODES; i++)
        order[i] = i;
    for (unsigned i = NODES - 1; i > 0; i--) {
        seed = seed * 1664525u + 1013904223u;
        unsigned other = (seed >> 8) % i;
        unsigned swapped = order[i];
        order[i] = order[other];
        order[other] = swapped;
    }
    for (unsigned i = 0; i < NODES; i++) {
        nodes[i].next = &nodes[order[i]];
        nodes[i].value = i * 2654435761u;
    }
}

int main(void)
{
    struct node *node = nodes;
    unsigned sum = 0;

    make_ring();
    for (int step = 0; step < STEPS; step++) {
        sum = sum * 3 + node->value;
        node = node->next;
    }
    printf("%u\n", sum);
    return 0;
}
