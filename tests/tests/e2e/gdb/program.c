#include <stdint.h>

typedef struct {
    int x, y;
} point_t;

enum colour { RED, GREEN = 5, BLUE };

struct node {
    struct node *next;
    const char *name;
    unsigned flag : 3;
    int rest : 5;
    point_t at;
    union {
        int i;
        char c[4];
    } u;
};

struct large {
    int numbers[5];
};

static int counter = 7;
int table[2][3];
const volatile uint32_t knob = 0x1234;
int (*handler)(int, char);
enum colour colour_of = GREEN;
static struct node first = { 0, "first", 5, -3, { 10, 20 }, { 0x41424344 } };

static int add(int a, int b)
{
    int sum = a + b;
    counter += sum;
    return sum;
}

__attribute__((noinline)) long long deep(int n, long long acc, enum colour hue)
{
    static int calls;
    calls++;
    if (n == 0)
        return acc;
    {
        int doubled = n * 2;
        acc += doubled + hue;
    }
    return deep(n - 1, acc, BLUE) + n;
}

__attribute__((noinline)) int loop(struct node *list, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++) {
        int step = list->at.x + i;
        total += add(step, table[0][i]);
    }
    return total;
}

__attribute__((noinline)) void report(const point_t *where, struct large big)
{
    counter += where->x + big.numbers[4];
}

int main(void)
{
    int result;
    point_t where = { 3, 4 };
    struct large big = { { 1, 2, 3, 4, 5 } };

    table[0][1] = 100;
    result = (int)deep(3, 0x100000000LL, RED);
    result += loop(&first, 3);
    where.x += result;
    report(&where, big);
    return counter == 1;
}
