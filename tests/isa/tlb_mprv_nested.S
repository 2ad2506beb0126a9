// A kernel that reads user memory under MPRV may miss the TLB from machine mode: the refill trap
// nests, MPP tells so, and its mret returns into the access, which is then repeated under MPRV.
// docs/machine.md, "Modes and instructions"; Privileged manual, "Memory Privilege in mstatus".
//@ machines: virt classic r3000
#include "tlb.h"

        begin_tlb
        la      t0, refill
        csrw    mtlbvec, t0
        li      s5, 0
        // Two pages, both missing.
        CASE
        as_user
        li      t1, 0x40000000
        lw      t2, 0(t1)
        // The handler's mret has set MPP to user, as it was: MPRV is still at work.
        li      t1, 0x40001000
        lw      t3, 0(t1)
        as_machine
        IS(t2, 1)
        IS(t3, 2)
        IS(s5, 2)
        // MPP was machine in the handler.
        CHECK(s4, MSTATUS_MPP | MSTATUS_MPRV)
        pass

        .text
        .align  2
// Maps the page to the frame of its number, and returns to machine mode; MPP is user from then on.
refill: csrr    s4, mstatus
        addi    s5, s5, 1
        li      t5, FRAME1 >> 2 | RW
        csrr    t6, mtlbhi
        srli    t6, t6, 12
        andi    t6, t6, 1
        slli    t6, t6, 10
        add     t5, t5, t6
        csrw    mtlblo, t5
        csrwi   mtlbop, INSERT
        mret
