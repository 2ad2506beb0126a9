#include <stdio.h>
static volatile int sink;
static inline int leaf(int x)
{
    sink += x;
    return sink * 3;
}
static int middle(int y)
{
    int t = leaf(y + 1);
    sink = t;
    return t + leaf(y);
}
int main(void)
{
    int total = 0;
    for (int i = 0; i < 3; i++) {
        int v = middle(i);
        total += v;
    }
    printf("%d\n", total + leaf(9));
    return 0;
}
