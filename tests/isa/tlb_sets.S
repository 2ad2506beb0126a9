// A set-associative TLB: a page lies in the set of its number's lowest bits, and index = set * ways
// + way. A megapage lies in the set of the page it was entered for, and so may be there twice.
// docs/machine-options.md, "The TLB".
//@ machines: virt
//@ set: tlb.entries=8 tlb.ways=2 misaligned=trap
#include "tlb.h"

        begin_tlb
        TLB(INSERT, 0x40003000, FRAME1, RW)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, 6)
        TLB(INSERT, 0x40007000, FRAME2, RW)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, 7)
        TLB(INSERT, 0x40001000, FRAME2, RW)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, 2)
        SEES(0x40003000, 1)
        SEES(0x40007000, 2)
        // A third page of that set drives out one of the two, and no other.
        TLB(INSERT, 0x4000b000, FRAME1, RW)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; li t2, 6; bltu t1, t2, fail
        SEES(0x40001000, 2)
        // The megapage is found in the set it was entered in, and missed in the others.
        TLB(INSERT, 0x50000000 | MEGA, MEGAFRAME, RW)
        SEES(0x50008000, 1)
        MISSES(0x50009000, 0)
        TLB(INSERT, 0x50009000 | MEGA, MEGAFRAME, RW)
        SEES(0x50009000, 2)
        SEES(0x50008000, 1)
        // An address of it drops both.
        li      t1, 0x50000000
        sfence.vma t1
        MISSES(0x50008000, 0)
        MISSES(0x50009000, 0)
        pass
