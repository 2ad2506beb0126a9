/* Two threads join each other, so neither can ever run again: the kernel must say so. */
#include <stdio.h>
#include <thread.h>

static thread_t first;

static void join_first(int unused)
{
    (void)unused;
    thread_join(first);
}

int main(void)
{
    thread_t second;

    first = thread_self();
    thread_create(&second, join_first, 0);
    printf("joining\n");
    return thread_join(second);
}
