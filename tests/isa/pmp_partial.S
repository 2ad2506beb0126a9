// A misaligned access that is split is two accesses, each of which the entries judge by themselves.
// Privileged manual, "Priority and Matching Logic"; docs/machine.md.
//@ machines: virt
#include "check.h"

        begin
        open_pmp
        // The word at s0 + 4 may be read, and nothing be written there.
        srli    t1, s0, 2
        addi    t1, t1, 1
        csrw    pmpaddr0, t1
        li      t1, 0x11
        csrw    pmpcfg0, t1
        CASE; user; lw t1, 2(s0); lw t1, 6(s0); lhu t1, 3(s0); machine; IS(s6, CAUSE_ECALL_USER)
        // mtval is the address of the part that fails, and nothing is stored.
        li      t2, -1
        addi    t3, s0, 4
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, t3, sw t2, 2(s0))
        addi    t3, s0, 7
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, t3, sw t2, 7(s0))
        CASE; lw t1, 0(s0); IS(t1, 0); lw t1, 8(s0); IS(t1, 0)
        pass
