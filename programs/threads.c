/* Ten threads say hello and exit with 100 + n; the main thread joins them in order and ends last. */
#include <stdio.h>
#include <thread.h>

#define NTHREADS 10

static thread_t threads[NTHREADS];

static void go(int n)
{
    printf("Hello from thread %d\n", n);
    thread_exit(100 + n);
}

int main(void)
{
    int i;

    for (i = 0; i < NTHREADS; i++)
        thread_create(&threads[i], go, i);
    for (i = 0; i < NTHREADS; i++)
        printf("Thread %d returned %d\n", i, thread_join(threads[i]));
    printf("Main thread done.\n");
    return 0;
}
