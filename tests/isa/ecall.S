// ecall: an exception whose cause tells the mode; mtval is 0, mepc its own address, and it does not
// retire.
// Privileged manual, "Environment Call and Breakpoint".
//@ qemu
#include "check.h"

        begin
        open_pmp
        TRAPS(CAUSE_ECALL_MACHINE, 0, ecall)
        csrr    t1, mstatus
        li      t2, MSTATUS_MPP
        and     t1, t1, t2
        CHECK(t1, MSTATUS_MPP)

        user
        TRAPS(CAUSE_ECALL_USER, 0, ecall)
        csrr    t1, mstatus
        li      t2, MSTATUS_MPP
        and     t1, t1, t2
        CHECK(t1, 0)
        pass
