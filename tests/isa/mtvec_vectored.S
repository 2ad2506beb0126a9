// mtvec's mode 1: an interrupt with cause n goes to base + 4n, an exception to the base.
// Privileged manual, "Machine Trap-Vector Base-Address Register".
//@ qemu
#include "check.h"

        begin
        la      t0, table + 1
        csrw    mtvec, t0
        li      s5, 0
        TRAPS(CAUSE_ECALL_MACHINE, 0, ecall)
        CHECK(s5, 100)
        TRAPS(CAUSE_ILLEGAL, 0, .4byte 0)
        CHECK(s5, 100)

        li      t0, CLINT
        li      t1, 1
        sw      t1, 0(t0)
        csrwi   mie, 8
        CASE; la s9, 2f; csrsi mstatus, MSTATUS_MIE; j fail; 2: IS(s6, INTERRUPT + 3); IS(s5, 3)
        sw      zero, 0(t0)
        li      t0, CLINT + 0x4000
        sw      zero, 0(t0)
        sw      zero, 4(t0)
        li      t1, 0x80
        csrw    mie, t1
        CASE; la s9, 2f; csrsi mstatus, MSTATUS_MIE; j fail; 2: IS(s6, INTERRUPT + 7); IS(s5, 7)
        // Direct again.
        la      t0, trap_entry
        csrw    mtvec, t0
        CASE; li s5, 1; la s9, 2f; csrsi mstatus, MSTATUS_MIE; j fail; 2: IS(s6, INTERRUPT + 7); IS(s5, 1)
        pass

        .text
        .align  8
table:  j       exception
        .zero   8
        j       software
        .zero   12
        j       timer
        .zero   12
        j       fail
exception:
        li      s5, 100
        j       trap_entry
software:
        li      s5, 3
        j       trap_entry
timer:  li      s5, 7
        j       trap_entry
