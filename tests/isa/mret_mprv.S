// mret to user mode clears MPRV, mret to machine mode does not; a trap never does.
// Privileged manual 1.12, "Memory Privilege in mstatus Register". (QEMU 7.2 keeps it.)
#include "check.h"

        begin
        open_pmp
        li      t1, MSTATUS_MPRV | MSTATUS_MPP
        csrw    mstatus, t1
        la      t1, 1f
        csrw    mepc, t1
        mret
1:      csrr    t1, mstatus
        CHECK(t1, MSTATUS_MPRV | MSTATUS_MPIE)
        la      t1, 1f
        csrw    mepc, t1
        mret
1:      machine
        csrr    t1, mstatus
        li      t2, MSTATUS_MPRV
        and     t1, t1, t2
        CHECK(t1, 0)

        li      t1, MSTATUS_MPRV | MSTATUS_MPP
        csrw    mstatus, t1
        TRAPS(CAUSE_ECALL_MACHINE, 0, ecall)
        csrr    t1, mstatus
        CHECK(t1, MSTATUS_MPRV | MSTATUS_MPP)
        pass
