/* Sorting by heap, in place, with the same bound for every input; and searching by halves. */
#include <stdlib.h>

static void exchange(char *a, char *b, size_t size)
{
    char c;

    for (; size; size--) {
        c = *a;
        *a++ = *b;
        *b++ = c;
    }
}

/* Lets the element at `root` sink to where no child of it is larger. */
static void sink(char *base, size_t root, size_t count, size_t size,
                 int (*compare)(const void *, const void *))
{
    size_t child;

    while ((child = 2 * root + 1) < count) {
        if (child + 1 < count && compare(base + child * size, base + (child + 1) * size) < 0)
            child++;
        if (compare(base + root * size, base + child * size) >= 0)
            return;
        exchange(base + root * size, base + child * size, size);
        root = child;
    }
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    char *elements = base;
    size_t i;

    for (i = count / 2; i > 0; i--)
        sink(elements, i - 1, count, size, compare);
    for (i = count; i > 1; i--) {
        exchange(elements, elements + (i - 1) * size, size);
        sink(elements, 0, i - 1, size, compare);
    }
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *))
{
    const char *low = base;
    const char *middle;
    int order;

    while (count) {
        middle = low + count / 2 * size;
        order = compare(key, middle);
        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            low = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}
