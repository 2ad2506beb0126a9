// What the kernel of a machine with virtual caches must do: with the line (or the cache) flushed, a
// page may get another frame; without ASID tags, a flush comes with every change of space.
// docs/machine-options.md, "Virtual caches"; mconfig says what there is.
//@ machines: virt
//@ set: l1d.indexing=virtual
#include "tlb.h"

#define L1D_BACK_DROP 0x1a

        begin_tlb
        CASE; csrr t1, mconfig; andi t1, t1, 0x1f; IS(t1, 2)
        TLB(INSERT, 0x40000000, FRAME1, RW)
        SEES(0x40000000, 1)
        sfence.vma
        csrwi   mcacheop, L1D_BACK_DROP
        TLB(INSERT, 0x40000000, FRAME2, RW)
        SEES(0x40000000, 2)
        TLB(INSERT, 0x40000001, FRAME1, RW)
        SPACE(1)
        csrwi   mcacheop, L1D_BACK_DROP
        SEES(0x40000000, 1)
        // The same line under its physical name is no stale line: it is driven out.
        CASE; li t1, FRAME1; lw t2, 0(t1); IS(t2, 1)
        SEES(0x40000000, 1)
        pass
