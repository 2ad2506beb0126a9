/* The ends of a run. The host listens to these functions; nothing of this reaches the console. */
#include "defs.h"

#define FINISH_GOOD     0x5555u
#define FINISH_BAD      0x3333u

/* Ends the run, having told the host how and with which code. */
__attribute__((noinline)) void kernel_end(enum end_kind kind, int code)
{
    volatile unsigned *finisher = (volatile unsigned *)FINISHER;

    if (kind == END_EXIT && code == 0)
        *finisher = FINISH_GOOD;
    else
        *finisher = (kind == END_EXIT ? (unsigned)code & 0xff : 128u) << 16 | FINISH_BAD;
    for (;;)
        wait_for_interrupt();
}

/* The kernel has made a mistake. `message` is "module: fact". */
__attribute__((noinline)) void panic(const char *message)
{
    (void)message;
    kernel_end(END_PANIC, 0);
}

/* The thread did at `pc` something with `address` that ends its process: for the host to report. */
__attribute__((noinline)) void proc_fault(struct thread *thread, int signal, unsigned pc, unsigned address)
{
    (void)thread;
    (void)signal;
    (void)pc;
    (void)address;
}
