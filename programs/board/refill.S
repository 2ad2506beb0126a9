/*
 * The handlers of refill.c, and what it measures.
 *
 * Cycles with the defaults (forwarding, 4 for entering, for mret, and for each change of translation)
 * and everything in the caches. In the margin: instructions + stalls.
 */

        .text
/* void measure(unsigned cycles[4]): an empty TLB, and off to user mode. */
        .globl  measure
        .type   measure, @function
measure:
        la      t0, done
        csrrw   t5, mtvec, t0           # nobody else uses t5 until then
        la      t0, refill
        csrw    mtlbvec, t0
        la      t0, saved
        csrw    mscratch, t0
        li      t0, 0x1f                # user mode may do everything everywhere (PMP)
        csrw    pmpcfg0, t0
        li      t0, -1
        csrw    pmpaddr0, t0
        csrwi   mcounteren, 1           # and read the cycle count
        li      t0, 1 << 31             # translate
        csrw    satp, t0
        li      t0, 3 << 11             # mret goes to user mode
        csrc    mstatus, t0
        li      t0, 0x10000
        csrw    mepc, t0
        sfence.vma
        mret

        .balign 4
done:   csrw    mtvec, t5
        sw      a2, 0(a0)
        sw      a3, 4(a0)
        sw      a4, 8(a0)
        sw      a5, 12(a0)
        ret
        .size   measure, . - measure

/*
 * A page of the program is not in the TLB. Everything that a miss in the middle of this overwrites is
 * kept in registers: mepc in t3; mtlbhi can be computed back from the entry's address.
 */
        .balign 64
        .globl  refill
        .type   refill, @function
refill: csrrw   t0, mscratch, t0        #  1  t0: where to save
        sw      t1, 0(t0)               #  2
        sw      t2, 4(t0)               #  3
        sw      t3, 8(t0)               #  4
        sw      t4, 12(t0)              #  5
        csrr    t3, mepc                #  6
        csrr    t1, mtval               #  7
        srli    t1, t1, 12              #  8
        slli    t1, t1, 2               #  9
        lui     t2, 0x40000             # 10
        or      t1, t1, t2              # 11  the entry's place in the linear array
        la      t2, nested              # 13
        csrw    mtlbvec, t2             # 14
        lui     t2, 0x20                # 15
        csrs    mstatus, t2             # 16 + 4  MPRV: loads are translated as the program's
        lw      t2, 0(t1)               # 17      this may miss: +25, see below
        csrw    mtlblo, t2              # 18 + 1
        lui     t2, 0x20                # 19
        csrc    mstatus, t2             # 20 + 4
        la      t2, refill              # 22
        csrw    mtlbvec, t2             # 23
        slli    t2, t1, 10              # 24
        csrw    mtlbhi, t2              # 25
        csrw    mepc, t3                # 26
        csrwi   mtlbop, 1               # 27 + 4
        lw      t1, 0(t0)               # 28
        lw      t2, 4(t0)               # 29
        lw      t3, 8(t0)               # 30
        lw      t4, 12(t0)              # 31
        csrrw   t0, mscratch, t0        # 32
        mret                            # 33 + 4  = 50
        .size   refill, . - refill

/*
 * A page of the linear array is not in the TLB: the load above has trapped. It will write t2 when it
 * is tried again, so t2 is free; t4 was saved. The trap has set MPP to machine mode, so that MPRV
 * does nothing here; mret sets MPP back to user mode, and the load is translated again.
 */
        .balign 64
        .type   nested, @function
nested: csrr    t2, mtval               #  1
        srli    t2, t2, 12              #  2
        andi    t2, t2, 0x3ff           #  3
        slli    t2, t2, 2               #  4
        la      t4, root                #  6
        add     t2, t2, t4              #  7
        lw      t2, 0(t2)               #  8
        csrw    mtlblo, t2              #  9 + 1
        csrwi   mtlbop, 1               # 10 + 4
        mret                            # 11 + 4  = 20
        .size   nested, . - nested

/*
 * What user mode does, at 0x0001_0000. A load that misses is tried twice:
 *   one miss:   1 (the try) + 4 (entering) + 50 + 1 (the load) + 1 (reading the cycle count) = 57
 *   two misses: 57 + 1 (the handler's try) + 4 (entering) + 20 = 82
 *   no miss:    2
 */
        .section .text.user,"ax",@progbits
        .balign 4096
        .globl  user_code
        .type   user_code, @function
user_code:
        li      a6, 0x00420040
        li      a7, 0x00421100
        li      t6, 0x00860140
        rdcycle a2
        lw      a1, 0(a6)
        rdcycle a3
        lw      a1, 4(a6)
        rdcycle a4
        sub     a2, a3, a2
        sub     a3, a4, a3
        rdcycle a4
        lw      a1, 0(a7)
        rdcycle a5
        sub     a4, a5, a4
        rdcycle a5
        lw      a1, 0(t6)
        rdcycle a1
        sub     a5, a1, a5
        ecall
        .size   user_code, . - user_code

        .section .bss
        .balign 64
saved:  .zero   16
