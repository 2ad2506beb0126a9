/* Six ways to sort the same numbers: how many comparisons and moves each of them takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Usage: sorting [COUNT [SEED]] */

#define DEFAULT_COUNT   1000
#define COUNT_MAX       100000

static unsigned long comparisons, moves;

static int less(int a, int b)
{
    comparisons++;
    return a < b;
}

static void exchange(int *a, int *b)
{
    int old = *a;

    *a = *b;
    *b = old;
    moves += 2;
}

/* --- the algorithms --- */

static void insertion_sort(int *numbers, int count)
{
    for (int i = 1; i < count; i++) {
        int number = numbers[i];
        int place = i;

        while (place > 0 && less(number, numbers[place - 1])) {
            numbers[place] = numbers[place - 1];
            moves++;
            place--;
        }
        numbers[place] = number;
        moves++;
    }
}

/* Insertion sort of every gap-th number, with gaps that shrink. */
static void shell_sort(int *numbers, int count)
{
    int gap = 1;

    while (gap < count / 3)
        gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
        for (int i = gap; i < count; i++) {
            int number = numbers[i];
            int place = i;

            while (place >= gap && less(number, numbers[place - gap])) {
                numbers[place] = numbers[place - gap];
                moves++;
                place -= gap;
            }
            numbers[place] = number;
            moves++;
        }
    }
}

static void merge_halves(int *numbers, int count, int *spare)
{
    int middle = count / 2;
    int left = 0, right = middle, out = 0;

    if (count < 2)
        return;
    merge_halves(numbers, middle, spare);
    merge_halves(numbers + middle, count - middle, spare);
    while (left < middle && right < count)
        spare[out++] = less(numbers[right], numbers[left]) ? numbers[right++] : numbers[left++];
    while (left < middle)
        spare[out++] = numbers[left++];
    while (right < count)
        spare[out++] = numbers[right++];
    memcpy(numbers, spare, count * sizeof *numbers);
    moves += 2ul * count;
}

static void merge_sort(int *numbers, int count)
{
    int *spare = malloc(count * sizeof *spare);

    if (!spare) {
        fprintf(stderr, "sorting: no memory\n");
        exit(1);
    }
    merge_halves(numbers, count, spare);
    free(spare);
}

/* Partition around the median of three; the smaller part by recursion, the larger by the loop. */
static void quick_sort(int *numbers, int count)
{
    while (count > 1) {
        int low = 0, high = count - 1, pivot;
        int *first = numbers, *middle = numbers + count / 2, *last = numbers + count - 1;

        if (less(*middle, *first))
            exchange(middle, first);
        if (less(*last, *middle))
            exchange(last, middle);
        if (less(*middle, *first))
            exchange(middle, first);
        pivot = *middle;
        while (low <= high) {
            while (less(numbers[low], pivot))
                low++;
            while (less(pivot, numbers[high]))
                high--;
            if (low <= high)
                exchange(&numbers[low++], &numbers[high--]);
        }
        if (high + 1 < count - low) {
            quick_sort(numbers, high + 1);
            numbers += low;
            count -= low;
        } else {
            quick_sort(numbers + low, count - low);
            count = high + 1;
        }
    }
}

static void sift_down(int *numbers, int root, int count)
{
    int child;

    while ((child = 2 * root + 1) < count) {
        if (child + 1 < count && less(numbers[child], numbers[child + 1]))
            child++;
        if (!less(numbers[root], numbers[child]))
            return;
        exchange(&numbers[root], &numbers[child]);
        root = child;
    }
}

static void heap_sort(int *numbers, int count)
{
    for (int root = count / 2 - 1; root >= 0; root--)
        sift_down(numbers, root, count);
    for (int end = count - 1; end > 0; end--) {
        exchange(&numbers[0], &numbers[end]);
        sift_down(numbers, 0, end);
    }
}

static int compare_ints(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;

    comparisons++;
    return (left > right) - (left < right);
}

/* --- the comparison --- */

static void fill(int *numbers, int count, unsigned seed)
{
    for (int i = 0; i < count; i++) {
        seed = seed * 1664525u + 1013904223u;
        numbers[i] = (int)(seed >> 12) % 1000000;
    }
}

/* Ends the program if the numbers are not in order, or are others than before. */
static void check(const char *name, const int *numbers, const int *unsorted, int count)
{
    unsigned sum = 0, expected = 0;

    for (int i = 0; i < count; i++) {
        if (i > 0 && numbers[i - 1] > numbers[i]) {
            printf("%s: not in order at %d\n", name, i);
            exit(1);
        }
        sum += (unsigned)numbers[i] * (unsigned)numbers[i];
        expected += (unsigned)unsorted[i] * (unsigned)unsorted[i];
    }
    if (sum != expected) {
        printf("%s: some numbers were lost\n", name);
        exit(1);
    }
}

static const struct algorithm {
    const char *name;
    void (*sort)(int *numbers, int count);      /* NULL: the library's qsort, whose moves nobody sees */
} algorithms[] = {
    { "insertion", insertion_sort },
    { "shell", shell_sort },
    { "merge", merge_sort },
    { "quick", quick_sort },
    { "heap", heap_sort },
    { "qsort", NULL },
};

static void measure(const struct algorithm *algorithm, int *numbers, const int *unsorted, int count)
{
    memcpy(numbers, unsorted, count * sizeof *numbers);
    comparisons = moves = 0;
    if (!algorithm->sort) {
        qsort(numbers, count, sizeof *numbers, compare_ints);
        check(algorithm->name, numbers, unsorted, count);
        printf("%-10s  in order\n", algorithm->name);
        return;
    }
    algorithm->sort(numbers, count);
    check(algorithm->name, numbers, unsorted, count);
    printf("%-10s %9lu comparisons %9lu moves\n", algorithm->name, comparisons, moves);
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : DEFAULT_COUNT;
    unsigned seed = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
    int *unsorted, *numbers;

    if (count < 1 || count > COUNT_MAX) {
        fprintf(stderr, "usage: sorting [COUNT [SEED]], with COUNT from 1 to %d\n", COUNT_MAX);
        return 1;
    }
    unsorted = malloc(count * sizeof *unsorted);
    numbers = malloc(count * sizeof *numbers);
    if (!unsorted || !numbers) {
        fprintf(stderr, "sorting: no memory\n");
        return 1;
    }
    fill(unsorted, count, seed);
    printf("%d numbers\n", count);
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        measure(&algorithms[i], numbers, unsorted, count);
    printf("smallest %d, middle %d, largest %d\n", numbers[0], numbers[count / 2], numbers[count - 1]);
    free(numbers);
    free(unsorted);
    return 0;
}
