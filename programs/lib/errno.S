/*
 * Each thread has an errno of its own: the register tp points to it. The first thread's lies
 * here, that of any other at the top of its stack.
 */
        .text

/* int *__errno_location(void) */
        .globl  __errno_location
        .type   __errno_location, @function
__errno_location:
        mv      a0, tp
        ret
        .size   __errno_location, . - __errno_location

        .bss
        .p2align 2
        .globl  __main_errno
__main_errno:
        .zero   4
