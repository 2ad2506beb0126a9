/*
 * The first instructions of every program. The kernel has put argc, argv and an empty
 * environment at the stack pointer. tp points to what a thread has for itself: its errno.
 */
        .text
        .globl  _start
        .type   _start, @function
_start:
        .cfi_startproc
        .cfi_undefined ra
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        la      tp, __main_errno
        lw      a0, 0(sp)               /* argc */
        addi    a1, sp, 4               /* argv */
        slli    a2, a0, 2
        add     a2, a2, a1
        addi    a2, a2, 4               /* environ, behind the end of argv */
        la      t0, environ
        sw      a2, 0(t0)
        call    main
        call    exit
        .cfi_endproc
        .size   _start, . - _start
