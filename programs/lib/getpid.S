/* Who am I, and who made me? */
#include <sys/syscall.h>

        .text

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
