/* The system calls of files, mapped memory and clocks: what the kernel returns, as in stubs.S. */
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

        .globl  __sys_mprotect
        .type   __sys_mprotect, @function
__sys_mprotect:
        li      a7, SYS_mprotect
        ecall
        ret

        .globl  __sys_lseek
        .type   __sys_lseek, @function
__sys_lseek:
        li      a7, SYS_lseek
        ecall
        ret

        .globl  __sys_clock
        .type   __sys_clock, @function
__sys_clock:
        li      a7, SYS_clock
        ecall
        ret

        .globl  __sys_thread_detach
        .type   __sys_thread_detach, @function
__sys_thread_detach:
        li      a7, SYS_thread_detach
        ecall
        ret
