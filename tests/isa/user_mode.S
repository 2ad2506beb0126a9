// User mode: computes, calls and branches as machine mode does, and reaches nothing that belongs to
// machine mode. Its traps and its return keep all registers.
// Privileged manual, "Privilege Levels".
//@ qemu
#include "check.h"

        begin
        open_pmp
        user
        CASE; li t1, 6; li t2, 7; mul t3, t1, t2; li t4, 42; bne t3, t4, fail; call 1f; j 2f; 1: ret; 2:
        sw      t3, 0(s0)
        lw      t1, 0(s0)
        bne     t1, t3, fail
        ILLEGAL(csrr t1, mstatus)
        user
        ILLEGAL(csrw mscratch, t1)
        user
        ILLEGAL(csrr t1, mhartid)
        user
        ILLEGAL(csrr t1, pmpcfg0)
        user
        ILLEGAL(csrw mepc, zero)
        user
        ILLEGAL(mret)
        CHECK(t3, 42)
        pass
