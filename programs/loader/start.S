/*
 * The loader's two ways in: from the kernel, in the place of a program that needs shared libraries;
 * and from a stub, when the program calls a function for the first time.
 */
        .text
        .section .text.init, "ax"

/* The kernel has put argc, argv, an environment and what it tells us at the stack pointer. */
        .globl  _start
        .type   _start, @function
_start:
        mv      s0, sp
        mv      a0, sp
        call    load_program            /* where the program begins */
        mv      t0, a0
        la      a0, end_program         /* what the program calls at its end */
        mv      sp, s0
        jr      t0
        .size   _start, . - _start

/*
 * A stub has put the object that it belongs to into t0 and the offset of its word, a multiple of
 * 4, into t1. The arguments of the function that is looked for are kept, and it is jumped to.
 */
        .globl  bind_call
        .type   bind_call, @function
bind_call:
        addi    sp, sp, -48
        sw      ra, 0(sp)
        sw      a0, 4(sp)
        sw      a1, 8(sp)
        sw      a2, 12(sp)
        sw      a3, 16(sp)
        sw      a4, 20(sp)
        sw      a5, 24(sp)
        sw      a6, 28(sp)
        sw      a7, 32(sp)
        mv      a0, t0
        mv      a1, t1
        call    bind
        mv      t0, a0
        lw      ra, 0(sp)
        lw      a0, 4(sp)
        lw      a1, 8(sp)
        lw      a2, 12(sp)
        lw      a3, 16(sp)
        lw      a4, 20(sp)
        lw      a5, 24(sp)
        lw      a6, 28(sp)
        lw      a7, 32(sp)
        addi    sp, sp, 48
        jr      t0
        .size   bind_call, . - bind_call
