/* Threads: what needs no C. */
#include <sys/syscall.h>

        .text

        .globl  thread_exit
        .type   thread_exit, @function
thread_exit:
        li      a7, SYS_thread_exit
        ecall

        .globl  thread_self
        .type   thread_self, @function
thread_self:
        li      a7, SYS_thread_self
        ecall
        ret

/*
 * __thread_start(func, arg): where the kernel starts a new thread. What it has for itself lies at
 * the top of its own stack. When func returns, the thread exits with 0.
 */
        .globl  __thread_start
        .type   __thread_start, @function
__thread_start:
        .cfi_startproc
        .cfi_undefined ra
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        addi    sp, sp, -16
        sw      zero, 0(sp)             /* errno */
        sw      zero, 4(sp)             /* values under keys */
        mv      tp, sp
        mv      t0, a0
        mv      a0, a1
        jalr    t0
        li      a0, 0
        j       thread_exit
        .cfi_endproc
        .size   __thread_start, . - __thread_start
