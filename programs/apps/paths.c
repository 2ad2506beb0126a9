/* Shortest ways through a grid with costs: Dijkstra's algorithm on a binary heap. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Usage: paths [SIZE [SEED]] */

#define SIDE_MAX   64

struct node {
    int cost;                   /* of entering it, 1 to 9 */
    int distance;               /* from the start, as far as it is known */
    int place;                  /* in the heap; -1: not in it */
    int from;                   /* the node before it on the way; -1: none */
};

static struct node nodes[SIDE_MAX * SIDE_MAX];
static int heap[SIDE_MAX * SIDE_MAX];         /* nodes, the nearest one first */
static int heap_size;
static int size;                                /* of a side of the grid */

static void put_at(int place, int node)
{
    heap[place] = node;
    nodes[node].place = place;
}

/* Lets the node at a place rise to where nothing above it is farther. */
static void rise(int place)
{
    int node = heap[place];

    while (place > 0 && nodes[heap[(place - 1) / 2]].distance > nodes[node].distance) {
        put_at(place, heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put_at(place, node);
}

static void sink(int place)
{
    int node = heap[place];
    int child;

    while ((child = 2 * place + 1) < heap_size) {
        if (child + 1 < heap_size && nodes[heap[child + 1]].distance < nodes[heap[child]].distance)
            child++;
        if (nodes[heap[child]].distance >= nodes[node].distance)
            break;
        put_at(place, heap[child]);
        place = child;
    }
    put_at(place, node);
}

static int take_nearest(void)
{
    int nearest = heap[0];

    nodes[nearest].place = -1;
    if (--heap_size > 0) {
        put_at(0, heap[heap_size]);
        sink(0);
    }
    return nearest;
}

/* A way to `node` over `from` has been found: it counts if it is shorter than those before. */
static void relax(int node, int from, int distance)
{
    if (distance >= nodes[node].distance)
        return;
    nodes[node].distance = distance;
    nodes[node].from = from;
    if (nodes[node].place < 0)
        put_at(heap_size++, node);
    rise(nodes[node].place);
}

static void find_ways(int start)
{
    relax(start, -1, 0);
    while (heap_size > 0) {
        int node = take_nearest();
        int row = node / size, column = node % size;
        static const int steps[4][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } };

        for (int i = 0; i < 4; i++) {
            int next_row = row + steps[i][0], next_column = column + steps[i][1];
            int next = next_row * size + next_column;

            if (next_row < 0 || next_row >= size || next_column < 0 || next_column >= size)
                continue;
            relax(next, node, nodes[node].distance + nodes[next].cost);
        }
    }
}

static void make_grid(unsigned seed)
{
    for (int node = 0; node < size * size; node++) {
        seed = seed * 1664525u + 1013904223u;
        nodes[node].cost = (int)(seed >> 24) % 9 + 1;
        nodes[node].distance = INT_MAX;
        nodes[node].place = nodes[node].from = -1;
    }
}

/* The grid's costs, with blanks around those on the way. Marks the way by negative costs. */
static void print_way(int end)
{
    for (int node = end; node >= 0; node = nodes[node].from)
        nodes[node].cost = -nodes[node].cost;
    for (int node = 0; node < size * size; node++) {
        if (nodes[node].cost < 0)
            printf(" *");
        else
            printf(" %d", nodes[node].cost);
        if (node % size == size - 1)
            printf("\n");
    }
}

int main(int argc, char **argv)
{
    unsigned seed = argc > 2 ? (unsigned)atoi(argv[2]) : 5;
    int farthest = 0;
    long sum = 0;

    size = argc > 1 ? atoi(argv[1]) : 24;
    if (size < 1 || size > SIDE_MAX) {
        fprintf(stderr, "usage: paths [SIZE [SEED]], with SIZE from 1 to %d\n", SIDE_MAX);
        return 1;
    }
    make_grid(seed);
    find_ways(0);
    for (int node = 0; node < size * size; node++) {
        sum += nodes[node].distance;
        if (nodes[node].distance > nodes[farthest].distance)
            farthest = node;
    }
    print_way(size * size - 1);
    printf("to the opposite corner: %d; farthest: %d at row %d, column %d; sum %ld\n",
           nodes[size * size - 1].distance, nodes[farthest].distance, farthest / size, farthest % size, sum);
    return 0;
}
