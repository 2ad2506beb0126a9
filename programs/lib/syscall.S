/* The way into the kernel, and the calls that are nothing but that. */
#include <sys/syscall.h>

        .text

/* long syscall(long number, ...): up to six arguments */
        .globl  syscall
        .type   syscall, @function
syscall:
        mv      a7, a0
        mv      a0, a1
        mv      a1, a2
        mv      a2, a3
        mv      a3, a4
        mv      a4, a5
        mv      a5, a6
        ecall
        ret
        .size   syscall, . - syscall

/* The calls below return what the kernel returns: a result, or a negative error number. */

        .globl  __sys_fork
        .type   __sys_fork, @function
__sys_fork:
        li      a7, SYS_fork
        ecall
        ret

        .globl  __sys_exec
        .type   __sys_exec, @function
__sys_exec:
        li      a7, SYS_exec
        ecall
        ret

        .globl  __sys_wait
        .type   __sys_wait, @function
__sys_wait:
        li      a7, SYS_wait
        ecall
        ret

        .globl  __sys_kill
        .type   __sys_kill, @function
__sys_kill:
        li      a7, SYS_kill
        ecall
        ret

        .globl  __sys_sbrk
        .type   __sys_sbrk, @function
__sys_sbrk:
        li      a7, SYS_sbrk
        ecall
        ret

        .globl  __sys_write
        .type   __sys_write, @function
__sys_write:
        li      a7, SYS_write
        ecall
        ret

        .globl  __sys_read
        .type   __sys_read, @function
__sys_read:
        li      a7, SYS_read
        ecall
        ret

        .globl  __sys_sleep
        .type   __sys_sleep, @function
__sys_sleep:
        li      a7, SYS_sleep
        ecall
        ret

        .globl  __sys_thread_create
        .type   __sys_thread_create, @function
__sys_thread_create:
        li      a7, SYS_thread_create
        ecall
        ret

        .globl  __sys_thread_join
        .type   __sys_thread_join, @function
__sys_thread_join:
        li      a7, SYS_thread_join
        ecall
        ret

/* These cannot fail, so they are what the program calls. */

        .globl  _exit
        .type   _exit, @function
        .globl  _Exit
        .type   _Exit, @function
_exit:
_Exit:
        li      a7, SYS_exit
        ecall

        .globl  getpid
        .type   getpid, @function
getpid:
        li      a7, SYS_getpid
        ecall
        ret

        .globl  getppid
        .type   getppid, @function
getppid:
        li      a7, SYS_getppid
        ecall
        ret

        .globl  thread_yield
        .type   thread_yield, @function
        .globl  sched_yield
        .type   sched_yield, @function
thread_yield:
sched_yield:
        li      a7, SYS_yield
        ecall
        ret

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
 * __thread_start(func, arg): where the kernel starts a new thread. Its errno lies at the top of
 * its own stack. When func returns, the thread exits with 0.
 */
        .globl  __thread_start
        .type   __thread_start, @function
__thread_start:
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        addi    sp, sp, -16
        sw      zero, 0(sp)
        mv      tp, sp
        mv      t0, a0
        mv      a0, a1
        jalr    t0
        li      a0, 0
        j       thread_exit
        .size   __thread_start, . - __thread_start
