/*
 * The ways into the kernel and out of it.
 *
 * In user mode mscratch holds the address of the running thread's trap frame, which lies at
 * the top of its kernel stack; in the kernel mscratch is 0. The kernel runs with interrupts
 * off, so the only trap it can take is its own mistake.
 *
 * No code here needs gp: the kernel is linked without relaxation.
 */
        .text

/*
 * Trap entry: saves the user's registers and the reason, then trap_handle(frame) in C. On
 * return the frame may be another program's (exec) but is still this thread's.
 */
        .globl  trap_entry
        .type   trap_entry, @function
        .p2align 2
trap_entry:
        .cfi_startproc
        .cfi_undefined ra               /* a backtrace ends where the user's program was left */
        csrrw   sp, mscratch, sp
        beqz    sp, kernel_trap
        sw      ra, 0(sp)
        sw      gp, 8(sp)
        sw      tp, 12(sp)
        sw      t0, 16(sp)
        sw      t1, 20(sp)
        sw      t2, 24(sp)
        sw      s0, 28(sp)
        sw      s1, 32(sp)
        sw      a0, 36(sp)
        sw      a1, 40(sp)
        sw      a2, 44(sp)
        sw      a3, 48(sp)
        sw      a4, 52(sp)
        sw      a5, 56(sp)
        sw      a6, 60(sp)
        sw      a7, 64(sp)
        sw      s2, 68(sp)
        sw      s3, 72(sp)
        sw      s4, 76(sp)
        sw      s5, 80(sp)
        sw      s6, 84(sp)
        sw      s7, 88(sp)
        sw      s8, 92(sp)
        sw      s9, 96(sp)
        sw      s10, 100(sp)
        sw      s11, 104(sp)
        sw      t3, 108(sp)
        sw      t4, 112(sp)
        sw      t5, 116(sp)
        sw      t6, 120(sp)
        csrrw   t0, mscratch, zero      /* the user's sp; from now on we are in the kernel */
        csrr    t1, mepc
        csrr    t2, mstatus
        csrr    t3, mcause
        csrr    t4, mtval
        sw      t0, 4(sp)
        sw      t1, 124(sp)
        sw      t2, 128(sp)
        sw      t3, 132(sp)
        sw      t4, 136(sp)
        mv      a0, sp
        call    trap_handle
        .cfi_endproc
        .size   trap_entry, . - trap_entry

/*
 * Trap return: sp is the trap frame. A thread's first way to user mode begins here too, as
 * the func that thread_stub calls.
 */
        .globl  trap_return
        .type   trap_return, @function
trap_return:
        .cfi_startproc
        .cfi_undefined ra
        lw      t1, 124(sp)
        lw      t2, 128(sp)
        csrw    mscratch, sp
        csrw    mepc, t1
        csrw    mstatus, t2
        lw      ra, 0(sp)
        lw      gp, 8(sp)
        lw      tp, 12(sp)
        lw      t0, 16(sp)
        lw      t1, 20(sp)
        lw      t2, 24(sp)
        lw      s0, 28(sp)
        lw      s1, 32(sp)
        lw      a0, 36(sp)
        lw      a1, 40(sp)
        lw      a2, 44(sp)
        lw      a3, 48(sp)
        lw      a4, 52(sp)
        lw      a5, 56(sp)
        lw      a6, 60(sp)
        lw      a7, 64(sp)
        lw      s2, 68(sp)
        lw      s3, 72(sp)
        lw      s4, 76(sp)
        lw      s5, 80(sp)
        lw      s6, 84(sp)
        lw      s7, 88(sp)
        lw      s8, 92(sp)
        lw      s9, 96(sp)
        lw      s10, 100(sp)
        lw      s11, 104(sp)
        lw      t3, 108(sp)
        lw      t4, 112(sp)
        lw      t5, 116(sp)
        lw      t6, 120(sp)
        lw      sp, 4(sp)
        mret
        .cfi_endproc
        .size   trap_return, . - trap_return

/*
 * A trap out of the kernel itself: mscratch was 0, and now holds the kernel's sp. Nothing is
 * stored, for the stack may be what is broken: the interrupted function's ra and pc are kept in
 * registers, and the frame table (64 is the column of an interrupted pc) says in which.
 */
        .type   kernel_trap, @function
kernel_trap:
        .cfi_startproc
        .cfi_signal_frame
        .cfi_return_column 64
        .cfi_register ra, t0
        .cfi_register 64, t1
        csrrw   sp, mscratch, sp
        mv      t0, ra
        csrr    t1, mepc
        la      a0, kernel_trap_message
        call    panic
        .cfi_endproc
        .size   kernel_trap, . - kernel_trap

        .section .rodata
kernel_trap_message:
        .asciz  "trap: exception in the kernel"

/*
 * TLB refill: the translation of mtval is not in the TLB. Walks the two-level table that satp
 * names and inserts the leaf. Nothing but t0 and t1 is touched, and no stack. Where the table
 * holds no valid entry the general trap entry takes over, with mepc, mcause and mtval as they are.
 */
        .text
        .globl  tlb_refill
        .type   tlb_refill, @function
        .p2align 6
tlb_refill:
        .cfi_startproc
        .cfi_undefined ra
        csrw    0x7c5, t0               /* mtlbs0, mtlbs1: scratch */
        csrw    0x7c6, t1
        csrr    t0, satp
        csrr    t1, mtval
        slli    t0, t0, 12              /* the root table's address; mode and ASID fall out */
        srli    t1, t1, 22
        slli    t1, t1, 2
        add     t0, t0, t1
        lw      t0, 0(t0)               /* the first-level entry */
        csrr    t1, mtval               /* (while the load is under way) */
        slli    t1, t1, 10
        srli    t1, t1, 22
        slli    t1, t1, 2
        srli    t0, t0, 10
        slli    t0, t0, 12              /* the second-level table's address, or 0 */
        beqz    t0, 1f
        add     t0, t0, t1
        lw      t0, 0(t0)               /* the leaf */
        csrw    0x7c2, t0               /* mtlblo */
        andi    t0, t0, 1
        beqz    t0, 1f
        csrwi   0x7c4, 1                /* mtlbop: insert; mtlbhi was filled by the hardware */
        csrr    t0, 0x7c5
        csrr    t1, 0x7c6
        mret
1:      csrr    t0, 0x7c5
        csrr    t1, 0x7c6
        j       trap_entry
        .cfi_endproc
        .size   tlb_refill, . - tlb_refill
