// A hit without permission is a page fault: 12 for a fetch, 13 for a load, 15 for a store or AMO. So
// is any access with A or U clear, a store with D clear, and any access to a page that can be
// written but not read. No bit is set by the hardware.
// Privileged manual, "Virtual Address Translation Process"; docs/machine.md.
//@ machines: virt classic r3000
#include "tlb.h"

#define WITH(flags)    sfence.vma; TLB(INSERT, 0x40000000, FRAME1, flags)
#define MAY_LOAD       SEES(0x40000000, 1)
#define MAY_STORE      CASE; as_user; li t1, 0x40000000; li t2, 1; sw t2, 0(t1); amoadd.w t2, zero, (t1); as_machine
#define LOAD_FAULTS    FAULTS(CAUSE_LOAD_PAGE, 0x40000000, lw t1, 0(t3)); \
                       FAULTS(CAUSE_LOAD_PAGE, 0x40000000, lr.w t1, (t3))
#define STORE_FAULTS   FAULTS(CAUSE_STORE_PAGE, 0x40000000, sw t1, 0(t3)); \
                       FAULTS(CAUSE_STORE_PAGE, 0x40000000, amoor.w t1, t1, (t3))
#define FETCH_FAULTS \
        CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; li t1, 0x40000000; csrw mepc, t1; la s9, 1f; mret; \
1:      IS(s6, CAUSE_FETCH_PAGE); IS(s7, 0x40000000); IS(s8, 0x40000000)

        begin_tlb
        WITH(RW)
        MAY_LOAD
        MAY_STORE
        FETCH_FAULTS
        WITH(RW - D)
        MAY_LOAD
        STORE_FAULTS
        csrwi   mtlbop, PROBE
        csrwi   mtlbop, READ
        CASE; csrr t1, mtlblo; IS(t1, FRAME1 >> 2 | RW - D)
        WITH(RWX - A)
        LOAD_FAULTS
        STORE_FAULTS
        FETCH_FAULTS
        WITH(RWX - U)
        LOAD_FAULTS
        STORE_FAULTS
        FETCH_FAULTS
        WITH(RWX - W)
        MAY_LOAD
        STORE_FAULTS
        // W without R.
        WITH(RW - R)
        LOAD_FAULTS
        STORE_FAULTS
        WITH(RWX - R)
        FETCH_FAULTS
        // X alone: the word is 1, an illegal instruction, which is found by its fetch.
        WITH(V | X | U | A)
        LOAD_FAULTS
        STORE_FAULTS
        CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; li t1, 0x40000000; csrw mepc, t1; la s9, 1f; mret
1:      IS(s6, CAUSE_ILLEGAL); IS(s7, 1); IS(s8, 0x40000000)
        pass
