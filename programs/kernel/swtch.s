# The context switch. Everything the calling convention makes a function preserve goes onto
# the old thread's stack; the stack pointer goes into its TCB (first word); the same comes
# back for the new thread; and the return is then the new thread's.

        .text
        .globl  swtch
        .type   swtch, @function

# void swtch(struct thread *previous, struct thread *next)
swtch:
        .cfi_startproc
        addi    sp, sp, -64
        .cfi_def_cfa_offset 64
        sw      ra, 0(sp)
        .cfi_offset ra, -64
        sw      s0, 4(sp)
        sw      s1, 8(sp)
        sw      s2, 12(sp)
        sw      s3, 16(sp)
        sw      s4, 20(sp)
        sw      s5, 24(sp)
        sw      s6, 28(sp)
        sw      s7, 32(sp)
        sw      s8, 36(sp)
        sw      s9, 40(sp)
        sw      s10, 44(sp)
        sw      s11, 48(sp)
        sw      sp, 0(a0)

        lw      sp, 0(a1)
        lw      ra, 0(sp)
        lw      s0, 4(sp)
        lw      s1, 8(sp)
        lw      s2, 12(sp)
        lw      s3, 16(sp)
        lw      s4, 20(sp)
        lw      s5, 24(sp)
        lw      s6, 28(sp)
        lw      s7, 32(sp)
        lw      s8, 36(sp)
        lw      s9, 40(sp)
        lw      s10, 44(sp)
        lw      s11, 48(sp)
        addi    sp, sp, 64
        .cfi_def_cfa_offset 0
        .cfi_restore ra
        ret
        .cfi_endproc
        .size   swtch, . - swtch

# void swtch_start(struct thread *first): the same for the first thread of all, before which
# there was none to save.
        .globl  swtch_start
        .type   swtch_start, @function
swtch_start:
        .cfi_startproc
        .cfi_undefined ra
        lw      sp, 0(a0)
        lw      ra, 0(sp)
        lw      s0, 4(sp)
        lw      s1, 8(sp)
        addi    sp, sp, 64
        ret
        .cfi_endproc
        .size   swtch_start, . - swtch_start

# A thread that never ran has a dummy switch frame on its stack (thread_prepare): "returning"
# from the switch into it arrives here, with func in s0 and arg in s1. func may simply return.
        .globl  thread_stub
        .type   thread_stub, @function
thread_stub:
        .cfi_startproc
        .cfi_undefined ra
        call    schedule_finish
        mv      a0, s1
        jalr    s0
        li      a0, 0
        call    thread_exit_current
        .cfi_endproc
        .size   thread_stub, . - thread_stub
