/* Two processes, then two threads of one process, take turns; each walks an array of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <thread.h>
#include <unistd.h>

#define ROUNDS      20
#define PAGE_SIZE   4096
#define PAGES       4           /* per array: both fit a TLB of 64 entries, code and stacks included */
#define LINE        64

struct array {
    _Alignas(PAGE_SIZE) char bytes[PAGES * PAGE_SIZE];
};

static struct array arrays[2];

/* Touches every cache line of one's own array, then gives way, again and again. */
static void take_turns(int which)
{
    char *bytes = arrays[which].bytes;
    int round, i;

    for (round = 0; round < ROUNDS; round++) {
        for (i = 0; i < PAGES * PAGE_SIZE; i += LINE)
            bytes[i]++;
        thread_yield();
    }
}

static void two_processes(void)
{
    pid_t child = fork();

    if (child < 0) {
        perror("fork");
        exit(1);
    }
    if (child == 0) {
        take_turns(1);
        _exit(0);
    }
    take_turns(0);
    waitpid(child, NULL, 0);
}

static void two_threads(void)
{
    thread_t thread;

    if (thread_create(&thread, take_turns, 1)) {
        fprintf(stderr, "switch_cost: no thread\n");
        exit(1);
    }
    take_turns(0);
    thread_join(thread);
}

int main(void)
{
    printf("Two processes take %d turns each, then two threads of one process.\n", ROUNDS);
    printf("Each walks %d KiB of its own between two turns.\n", PAGES * PAGE_SIZE / 1024);
    two_processes();
    two_threads();
    printf("Compare the switches (--switches): scope process against scope thread.\n");
    printf("  address_space  cycles only where the process changes\n");
    printf("  TLB after      none with ASIDs; try --set tlb.asid_bits=0\n");
    printf("  L1D after      what the other's array pushed out of the cache\n");
    return 0;
}
