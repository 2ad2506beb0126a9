// An entry belongs to one address space; a change of satp switches without dropping anything. Of an
// ASID only `tlb.asid_bits` bits count. G makes a page everybody's.
// docs/machine.md, "Translation and the TLB".
//@ machines: virt
//@ set: tlb.asid_bits=3
#include "tlb.h"

        begin_tlb
        TLB(INSERT, 0x40000001, FRAME1, RW)
        TLB(INSERT, 0x40000002, FRAME2, RW)
        TLB(INSERT, 0x50000001, FRAME2, RW | G)
        SPACE(1)
        SEES(0x40000000, 1)
        SPACE(2)
        SEES(0x40000000, 2)
        SPACE(3)
        MISSES(0x40000000, 3)
        SEES(0x50000000, 2)
        SPACE(1)
        SEES(0x40000000, 1)
        SEES(0x50000000, 2)
        // Bit 3 does not exist.
        SPACE(9)
        SEES(0x40000000, 1)
        // Without translation an address is itself.
        csrw    satp, zero
        SEES(FRAME2, 2)
        pass
