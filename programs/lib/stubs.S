/*
 * The system calls that may fail: they return what the kernel returns, a result or a negative
 * error number. The library's C makes errno of it.
 */
#include <sys/syscall.h>

        .text

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
