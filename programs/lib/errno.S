/*
 * Each thread has an errno of its own, and behind it the place of what it has under keys: the
 * register tp points to them. The first thread's lie here, those of any other at the top of its
 * stack.
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
        .zero   8
