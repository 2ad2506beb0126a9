/* Giving way to another thread. */
#include <sys/syscall.h>

        .text

        .globl  thread_yield
        .type   thread_yield, @function
        .globl  sched_yield
        .type   sched_yield, @function
thread_yield:
sched_yield:
        li      a7, SYS_yield
        ecall
        ret
