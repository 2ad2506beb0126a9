// A miss traps to mtlbvec: 24 for a fetch, 25 for a load and lr.w, 27 for a store, sc.w and an AMO;
// mtval is the address, mtlbhi the page and the ASID, and nothing else of the TLB's registers
// changes. Other traps go to mtvec.
// docs/machine.md, "Translation and the TLB".
//@ machines: virt classic r3000
#include "tlb.h"

        begin_tlb
        SPACE(5)
        li      s5, 0
        la      t0, refill
        csrw    mtlbvec, t0
        li      t0, 0x12345
        csrw    mtlblo, t0
        csrw    mtlbidx, t0
        MISSES(0x40001234, 5)
        CHECK(s5, 1)
        CASE; csrr t1, mtlblo; IS(t1, 0x12345); csrr t1, mtlbidx; IS(t1, 0x12345)
        FAULTS(CAUSE_LOAD_REFILL, 0x50000004, lr.w t2, (t3))
        FAULTS(CAUSE_LOAD_REFILL, 0x50000003, lbu t2, 0(t3))
        FAULTS(CAUSE_STORE_REFILL, 0x50000008, sw t2, 0(t3))
        FAULTS(CAUSE_STORE_REFILL, 0x5000000c, amoadd.w t2, t2, (t3))
        CHECK(s5, 5)
        // The load's own register stays.
        CASE; li t2, 77; as_user; li t3, 0x40000000; la s9, 1f; lw t2, 0(t3); 1: IS(t2, 77)
        // The state of interrupts and of the mode is saved as by any trap.
        csrr t1, mstatus; CHECK(t1, MSTATUS_MPRV | MSTATUS_MPP)

        // A fetch, from user mode; mepc is the address, too.
        CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; li t1, 0x60000ff8; csrw mepc, t1; la s9, 1f; mret
1:      IS(s6, CAUSE_FETCH_REFILL); IS(s7, 0x60000ff8); IS(s8, 0x60000ff8)
        csrr t1, mtlbhi; IS(t1, 0x60000005); IS(s5, 7)
        // Other traps do not come to mtlbvec.
        TRAPS(CAUSE_ECALL_MACHINE, 0, ecall)
        CHECK(s5, 7)
        pass

        .text
        .align  2
refill: addi    s5, s5, 1
        j       trap_entry
