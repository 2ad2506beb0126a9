// With all entries off user mode may do nothing, machine mode everything.
// Privileged manual, "Physical Memory Protection".
// (QEMU 7.2 refuses the mret.)
#include "check.h"

        begin
        CASE; csrr t1, pmpcfg0; IS(t1, 0); lw t1, 0(s0); sw t1, 0(s0)
        CASE
        li      t1, MSTATUS_MPP
        csrc    mstatus, t1
        la      t1, 1f
        csrw    mepc, t1
        la      s9, 2f
        mret
1:      j       fail
2:      IS(s6, CAUSE_FETCH_ACCESS); la t1, 1b; bne s7, t1, fail; bne s8, t1, fail
        pass
