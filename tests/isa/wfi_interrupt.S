// wfi with interrupts on: the trap comes behind it, so that mret goes on there; and time has gone
// on to the very tick that was waited for.
// Privileged manual, "Wait for Interrupt". (Not on QEMU, where the tick may come before the wfi.)
#include "check.h"

        begin
        li      t0, 0x80
        csrw    mie, t0
        csrr    t1, time
        addi    t1, t1, 2000
        li      t0, CLINT + 0x4000
        sw      t1, 0(t0)
        sw      zero, 4(t0)
        la      s9, 2f
        csrsi   mstatus, MSTATUS_MIE
        wfi
1:      j       1b
2:      csrr    t2, time
        CHECK(s6, INTERRUPT + 7)
        CHECK(s7, 0)
        la      t3, 1b
        SAME(s8, t3)
        // Entering the trap and the handler take some cycles.
        CASE; bltu t2, t1, fail; addi t1, t1, 500; bgeu t2, t1, fail
        pass
