// The first `wired` entries are never chosen by an insertion; written by index, they translate.
// docs/machine-options.md, "The TLB".
//@ machines: virt
//@ set: tlb.entries=4 tlb.wired=2 misaligned=trap
#include "tlb.h"

        begin_tlb
        csrwi   mtlbidx, 1
        TLB(WRITE, 0x70000000, FRAME1, RW)
        TLB(INSERT, 0x40000000, FRAME2, RW)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, 2)
        // Many insertions fight for two entries.
        li      s1, 0x40001000
        li      s2, 0x40040000
1:      csrw    mtlbhi, s1
        csrwi   mtlbop, INSERT
        csrwi   mtlbop, PROBE
        CASE; csrr t1, mtlbidx; li t2, 2; bltu t1, t2, fail
        li      t0, 0x1000
        add     s1, s1, t0
        bne     s1, s2, 1b
        SEES(0x70000000, 1)
        csrw    mtlbidx, zero
        csrwi   mtlbop, READ
        CASE; csrr t1, mtlblo; IS(t1, 0)
        // sfence.vma takes wired entries, too.
        sfence.vma
        MISSES(0x70000000, 0)
        pass
