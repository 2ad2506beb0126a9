# The way into the kernel and out of it, shortened.
        .equ    FRAME, 4 * 4            # bytes on the stack
        .equ    INTERRUPT, 1 << 31

        .section .text.init, "ax", @progbits
        .globl  _start
_start: la      sp, stack_top
        lla     t0, trap_entry          /* direct mode */
        csrw    mtvec, t0
        li      t1, 0x1800
        csrs    mstatus, t1; csrr t2, mstatus
1:      wfi
        j       1b

        .text
        .align  2
        .type   trap_entry, @function
trap_entry:
        csrrw   sp, mscratch, sp
        bnez    sp, 1f
        csrr    sp, mscratch
1:      addi    sp, sp, -FRAME
        sw      a0, 0*4(sp)
        sw      a1, 1*4(sp)
        csrr    a0, mcause
        li      a1, INTERRUPT | 7
        bne     a0, a1, 2f
        call    helper
2:      lw      a0, (sp)
        lw      a1, 4(sp)
        addi    sp, sp, FRAME
        csrrw   sp, mscratch, sp
        mret
        .size   trap_entry, . - trap_entry

        .globl  swtch
swtch:  sw      sp, 0(a0)
        lw      sp, 0(a1)
        fence.i
        sfence.vma
        ret

        .weak   optional
        .globl  lock
lock:   lr.w.aq t0, (a0)
        bnez    t0, lock
        li      t1, 1
        sc.w.rl t0, t1, (a0)
        bnez    t0, lock
        amoswap.w zero, zero, (a0)
        ret

        .bss
        .align  4
stack:  .space  4096
stack_top:
