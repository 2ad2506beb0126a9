/* A tree of processes and threads does things at random, and everything must come to its end. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <thread.h>
#include <unistd.h>

#define DEPTH_MAX   4
#define STEPS       12
#define CHILDREN    3

static volatile int counters[64];

static void work(int n)
{
    volatile char frame[3000];
    int i;

    for (i = 0; i < 3000; i += 100)
        frame[i] = (char)n;
    for (i = 0; i < n % 500; i++)
        counters[n % 64] += frame[(i * 100) % 3000];
    if (n % 3 == 0)
        thread_yield();
    if (n % 5 == 0)
        usleep((unsigned)n % 3000);
    if (n % 7 == 0)
        thread_exit(n);
}

static void use_threads(int seed)
{
    thread_t threads[6];
    int started = 0;
    int i;

    while (started < 6 && thread_create(&threads[started], work, seed * 7 + started) == 0)
        started++;
    for (i = 0; i < started - seed % 2; i++)
        thread_join(threads[i]);
}

static void use_heap(void)
{
    char *blocks[10];
    int i;

    for (i = 0; i < 10; i++) {
        blocks[i] = malloc((size_t)(rand() % 9000) + 1);
        if (blocks[i])
            memset(blocks[i], i, 1);
    }
    for (i = 0; i < 10; i++)
        if (rand() % 2)
            free(blocks[i]);
    i = rand() % 5;
    if (sbrk(4096 * i) != (void *)-1)
        sbrk(-4096 * (i / 2));
}

static void live(int depth, int seed);

static void have_children(int depth)
{
    pid_t children[CHILDREN];
    int count = rand() % CHILDREN + 1;
    int i;

    for (i = 0; i < count; i++) {
        children[i] = fork();
        if (children[i] == 0)
            live(depth + 1, rand() + i);
    }
    for (i = 0; i < count; i++) {
        if (children[i] < 0)
            continue;
        if (rand() % 3 == 0)
            kill(children[i], rand() % 2 ? SIGKILL : SIGTERM);
        if (rand() % 4)
            waitpid(children[i], NULL, rand() % 5 ? 0 : WNOHANG);
    }
}

/* One process, from its fork to its end. */
static void live(int depth, int seed)
{
    int step;

    srand((unsigned)seed);
    for (step = 0; step < STEPS; step++) {
        switch (rand() % 9) {
        case 0:
        case 1:
            use_threads(rand() % 1000);
            break;
        case 2:
        case 3:
            use_heap();
            break;
        case 4:
            usleep((unsigned)(rand() % 20000));
            break;
        case 5:
            thread_yield();
            break;
        case 6:
        case 7:
            if (depth < DEPTH_MAX)
                have_children(depth);
            break;
        case 8:
            if (depth > 0 && rand() % 6 == 0)
                execl("greet", "greet", "torture", "1", (char *)NULL);
            if (depth > 0 && rand() % 8 == 0)
                *(volatile int *)(unsigned)(rand() % 4096) = 1;
            break;
        }
    }
    if (depth > 0)
        _exit(0);
}

int main(int argc, char *argv[])
{
    int status;

    live(0, argc > 1 ? atoi(argv[1]) : 1);
    while (wait(&status) > 0)
        continue;
    printf(errno == ECHILD ? "survived\n" : "wait failed\n");
    return 0;
}
