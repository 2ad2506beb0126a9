/* The system calls of files and mapped memory: what the kernel returns, as in stubs.S. */
#include <sys/syscall.h>

        .text

        .globl  __sys_open
        .type   __sys_open, @function
__sys_open:
        li      a7, SYS_open
        ecall
        ret

        .globl  __sys_close
        .type   __sys_close, @function
__sys_close:
        li      a7, SYS_close
        ecall
        ret

        .globl  __sys_mmap
        .type   __sys_mmap, @function
__sys_mmap:
        li      a7, SYS_mmap
        ecall
        ret

        .globl  __sys_munmap
        .type   __sys_munmap, @function
__sys_munmap:
        li      a7, SYS_munmap
        ecall
        ret

        .globl  __sys_memory_count
        .type   __sys_memory_count, @function
__sys_memory_count:
        li      a7, SYS_memory_count
        ecall
        ret
