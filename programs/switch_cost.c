/* Two processes, then two threads of one process, take turns; each walks an array of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <thread.h>
#include <unistd.h>

#define ROUNDS          20
#define PAGE_SIZE       4096
#define PAGES           8       /* per array: both fit a TLB of 64 entries, code and stacks included */
#define LINE            64
#define LINES_PER_PAGE  8       /* of each page other ones, so that the caches hold both arrays too */

static _Alignas(PAGE_SIZE) char arrays[2][PAGES * PAGE_SIZE];

/* Writes to every page of one's own array, then gives way, again and again. */
static void take_turns(int which)
{
    int round, page, i;
    char *line;

    for (round = 0; round < ROUNDS; round++) {
        for (page = 0; page < PAGES; page++) {
            line = &arrays[which][page * PAGE_SIZE + page * LINES_PER_PAGE * LINE];
            for (i = 0; i < LINES_PER_PAGE; i++)
                line[i * LINE]++;
        }
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
    printf("In a turn each writes to %d pages of its own, %d cache lines in all.\n",
           PAGES, PAGES * LINES_PER_PAGE);
    two_processes();
    two_threads();
    printf("Compare the switches (--switches), scope process against scope thread:\n");
    printf("  address_space  takes cycles only where the process changes\n");
    printf("  TLB after      is 0 thanks to ASIDs; look again with --set tlb.asid_bits=0\n");
    printf("  L1D, L2 after  is what the switch and the other pushed out of the caches\n");
    return 0;
}
