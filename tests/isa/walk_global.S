// refill: hardware. Entries are kept under the ASID of satp; G in the leaf makes one everybody's.
// docs/machine-options.md, "The TLB".
//@ machines: virt modern
//@ set: tlb.refill=hardware
#include "tlb.h"

#define ROOT1  0x80010000
#define ROOT2  0x80011000
#define TABLE1 0x80012000
#define TABLE2 0x80013000
#define ENTRY(table, n, frame, flags) \
        li t0, (table) + 4 * (n); li t1, ((frame) >> 2) | (flags); sw t1, 0(t0)
#define USE(asid, root) li t0, SV32 | (asid) << 22 | (root) >> 12; csrw satp, t0

        begin_tlb
        ENTRY(ROOT1, 0x100, TABLE1, V)
        ENTRY(ROOT2, 0x100, TABLE2, V)
        ENTRY(TABLE1, 0, FRAME1, RW)
        ENTRY(TABLE2, 0, FRAME2, RW)
        ENTRY(TABLE1, 1, FRAME1, RW | G)
        ENTRY(TABLE2, 1, FRAME2, RW | G)
        USE(1, ROOT1)
        SEES(0x40000000, 1)
        SEES(0x40001000, 1)
        USE(2, ROOT2)
        SEES(0x40000000, 2)
        // Of the global page the TLB has the first space's entry.
        SEES(0x40001000, 1)
        USE(1, ROOT1)
        SEES(0x40000000, 1)
        sfence.vma
        USE(2, ROOT2)
        SEES(0x40001000, 2)
        pass
