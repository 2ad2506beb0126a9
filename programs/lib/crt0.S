/*
 * The first instructions of every program. The kernel has put argc, argv and the
 * environment at the stack pointer; a0 is what a loader of shared libraries wants to be called
 * at the end, or 0. tp points to what a thread has for itself: its errno.
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
        la      t0, __exit_loader
        sw      a0, 0(t0)
        lw      a0, 0(sp)               /* argc */
        addi    a1, sp, 4               /* argv */
        slli    a2, a0, 2
        add     a2, a2, a1
        addi    a2, a2, 4               /* environ, behind the end of argv */
        la      t0, environ
        sw      a2, 0(t0)
        la      s0, __init_array_start
        la      s1, __init_array_end
        bne     s0, s1, .Lconstruct
.Lmain: call    main
        call    exit

.Lconstruct:                            /* functions that want to be called before main */
        mv      s2, a0
        mv      s3, a1
        mv      s4, a2
1:      lw      t0, 0(s0)
        jalr    t0
        mv      a0, s2
        mv      a1, s3
        mv      a2, s4
        addi    s0, s0, 4
        bne     s0, s1, 1b
        j       .Lmain
        .cfi_endproc
        .size   _start, . - _start
