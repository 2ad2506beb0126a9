/* Two processes with a fixed amount of work, over KIB of data each: run it with several --quantum. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS   60000
#define LINE    64

static unsigned cycles(void)
{
    unsigned now;

    __asm__ volatile ("rdcycle %0" : "=r"(now));
    return now;
}

/* The same number of steps whatever the amount of data, each step a cache line on. */
static void work(volatile char *data, unsigned size)
{
    unsigned at = 0;
    int i;

    for (i = 0; i < STEPS; i++) {
        data[at]++;
        at += LINE;
        if (at >= size)
            at = 0;
    }
}

int main(int argc, char *argv[])
{
    unsigned size = (argc > 1 ? (unsigned)atoi(argv[1]) : 1) * 1024;
    char *data = malloc(size);
    unsigned start, i;

    if (!size || !data) {
        puts("usage: quantum [KIB]");
        return 1;
    }
    for (i = 0; i < size; i += LINE)
        data[i] = 1;
    start = cycles();
    if (fork() == 0) {
        work(data, size);
        _exit(0);
    }
    work(data, size);
    wait(0);
    printf("%u cycles\n", cycles() - start);
    return 0;
}
