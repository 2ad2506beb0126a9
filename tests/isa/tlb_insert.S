// mtlbop 1 inserts: into the lowest entry that is free, and only then instead of another, so that as
// many pages as there are entries fit in.
// docs/machine.md, "The machine's own CSRs".
//@ machines: virt
//@ set: tlb.entries=8
#include "tlb.h"

        begin_tlb
        // Pages 0 to 7 of 0x40000000 are frame 1; each takes the next index.
        li      s1, 0
        li      s2, 0x40000000
1:      csrw    mtlbhi, s2
        li      t0, FRAME1 >> 2 | RW
        csrw    mtlblo, t0
        csrwi   mtlbop, INSERT
        csrwi   mtlbop, PROBE
        csrr    t1, mtlbidx
        SAME(t1, s1)
        addi    s1, s1, 1
        li      t0, 0x1000
        add     s2, s2, t0
        li      t0, 8
        bne     s1, t0, 1b
        // All of them are there.
        SEES(0x40000000, 1)
        SEES(0x40003000, 1)
        SEES(0x40007000, 1)
        // A ninth drives out one, and nothing else.
        TLB(INSERT, 0x40008000, FRAME2, RW)
        SEES(0x40008000, 2)
        li      s1, 0
        li      s2, 0x40000000
1:      csrw    mtlbhi, s2
        csrwi   mtlbop, PROBE
        csrr    t1, mtlbidx
        bltz    t1, 2f
        addi    s1, s1, 1
2:      li      t0, 0x1000
        add     s2, s2, t0
        li      t0, 0x40008000
        bne     s2, t0, 1b
        CHECK(s1, 7)
        // Once an entry is free again, the next insertion takes it, wherever it is.
        li      t1, 0x40008000
        csrw    mtlbhi, t1
        csrwi   mtlbop, PROBE
        csrr    s3, mtlbidx
        sfence.vma t1
        TLB(INSERT, 0x40009000, FRAME2, RW)
        csrwi   mtlbop, PROBE
        csrr    t1, mtlbidx
        SAME(t1, s3)
        pass
