// refill: hardware. The machine walks the table that satp names; what it finds and permits the
// access it keeps, and nothing else. No refill trap comes; an entry that is not valid, reserved or
// does not permit the access is a page fault, a table outside memory an access fault.
// docs/machine-options.md, "The TLB"; Privileged manual, "Virtual Address Translation Process".
//@ machines: virt classic modern
//@ set: tlb.refill=hardware
#include "tlb.h"

#define ROOT   0x80010000
#define TABLE  0x80011000
// Entry `n` of a table.
#define ENTRY(table, n, frame, flags) \
        li t0, (table) + 4 * (n); li t1, ((frame) >> 2) | (flags); sw t1, 0(t0)

        begin_tlb
        li      t0, SV32 | ROOT >> 12
        csrw    satp, t0
        ENTRY(ROOT, 0x100, TABLE, V)
        ENTRY(TABLE, 0, FRAME1, RW)
        ENTRY(TABLE, 1, FRAME2, RW)
        SEES(0x40000000, 1)
        SEES(0x40001000, 2)
        // What is in the TLB is not looked up again; sfence.vma makes a change count.
        ENTRY(TABLE, 0, FRAME2, RW)
        SEES(0x40000000, 1)
        sfence.vma
        SEES(0x40000000, 2)
        // An absent page: a page fault, and not kept, so that an entry added later needs no fence.
        FAULTS(CAUSE_LOAD_PAGE, 0x40002004, lw t2, 0(t3))
        FAULTS(CAUSE_STORE_PAGE, 0x40002008, sw t2, 0(t3))
        ENTRY(TABLE, 2, FRAME1, RW)
        SEES(0x40002000, 1)
        // No second-level table.
        FAULTS(CAUSE_LOAD_PAGE, 0x50000000, lw t2, 0(t3))
        // A permission that is missing, then given.
        ENTRY(TABLE, 3, FRAME1, RW - W)
        FAULTS(CAUSE_STORE_PAGE, 0x40003000, sw t2, 0(t3))
        ENTRY(TABLE, 3, FRAME1, RW)
        CASE; as_user; li t1, 0x40003000; li t2, 1; sw t2, 0(t1); as_machine
        // The hardware sets neither A nor D.
        ENTRY(TABLE, 4, FRAME1, RW - A)
        FAULTS(CAUSE_LOAD_PAGE, 0x40004000, lw t2, 0(t3))
        ENTRY(TABLE, 4, FRAME1, RW - D)
        SEES(0x40004000, 1)
        sfence.vma
        FAULTS(CAUSE_STORE_PAGE, 0x40004000, sw t2, 0(t3))
        CASE; li t1, TABLE + 16; lw t2, 0(t1); IS(t2, FRAME1 >> 2 | RW - D)
        // A megapage, and one that is not aligned.
        ENTRY(ROOT, 0x140, MEGAFRAME, RW)
        SEES(0x50009000, 2)
        ENTRY(ROOT, 0x180, FRAME1, RW)
        FAULTS(CAUSE_LOAD_PAGE, 0x60000000, lw t2, 0(t3))
        // W without R; a pointer at the last level.
        ENTRY(TABLE, 5, FRAME1, RW - R)
        FAULTS(CAUSE_LOAD_PAGE, 0x40005000, lw t2, 0(t3))
        ENTRY(TABLE, 6, FRAME1, V)
        FAULTS(CAUSE_LOAD_PAGE, 0x40006000, lw t2, 0(t3))
        // A table where no memory is.
        ENTRY(ROOT, 0x1c0, 0x10000000, V)
        FAULTS(CAUSE_LOAD_ACCESS, 0x70000000, lw t2, 0(t3))
        FAULTS(CAUSE_STORE_ACCESS, 0x70000000, sw t2, 0(t3))
        // Fetches.
        CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; li t1, 0x40000000; csrw mepc, t1; la s9, 1f; mret
1:      IS(s6, CAUSE_FETCH_PAGE); IS(s7, 0x40000000); IS(s8, 0x40000000)
        pass
