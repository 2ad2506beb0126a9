// refill: hardware. Physical memory protection binds the walk as it binds user mode: an entry of the
// table that user mode could not read is an access fault of the access that wanted it.
// Privileged manual, "Physical Memory Protection and Paging".
//@ machines: virt modern
//@ set: tlb.refill=hardware
#include "tlb.h"

#define ROOT   0x80010000
#define TABLE  0x80011000
#define ENTRY(table, n, frame, flags) \
        li t0, (table) + 4 * (n); li t1, ((frame) >> 2) | (flags); sw t1, 0(t0)

        begin_tlb
        li      t0, SV32 | ROOT >> 12
        csrw    satp, t0
        ENTRY(ROOT, 0x100, TABLE, V)
        ENTRY(TABLE, 0, FRAME1, RW)
        ENTRY(TABLE, 1, FRAME2, RW)
        // Entry 0: the second level's first word may be executed only.
        li      t0, TABLE >> 2
        csrw    pmpaddr0, t0
        li      t0, 0x14
        csrw    pmpcfg0, t0
        FAULTS(CAUSE_LOAD_ACCESS, 0x40000000, lw t2, 0(t3))
        FAULTS(CAUSE_STORE_ACCESS, 0x40000000, sw t2, 0(t3))
        SEES(0x40001000, 2)
        // Readable: the walk goes on, and the page's own address is judged by itself.
        li      t0, 0x11
        csrw    pmpcfg0, t0
        SEES(0x40000000, 1)
        // The root.
        sfence.vma
        li      t0, (ROOT + 0x400) >> 2
        csrw    pmpaddr0, t0
        li      t0, 0x10
        csrw    pmpcfg0, t0
        FAULTS(CAUSE_LOAD_ACCESS, 0x40001000, lw t2, 0(t3))
        pass
