// An access to an address with nothing behind it: fetch, load and store have causes of their own;
// mtval is the address, mepc the instruction (for a fetch: the address, too); lr.w counts as a
// load, sc.w and AMOs as stores. rd stays.
// Privileged manual, "Machine Cause Register".
//@ qemu
#include "check.h"

        begin
        li      t2, 0x08
        li      t3, 77
        TRAPS(CAUSE_LOAD_ACCESS, 0x08, lb t3, 0(t2))
        TRAPS(CAUSE_LOAD_ACCESS, 0x09, lbu t3, 1(t2))
        TRAPS(CAUSE_LOAD_ACCESS, 0x0a, lh t3, 2(t2))
        TRAPS(CAUSE_LOAD_ACCESS, 0x06, lhu t3, -2(t2))
        TRAPS(CAUSE_LOAD_ACCESS, 0x0c, lw t3, 4(t2))
        TRAPS(CAUSE_STORE_ACCESS, 0x0b, sb t3, 3(t2))
        TRAPS(CAUSE_STORE_ACCESS, 0x0a, sh t3, 2(t2))
        TRAPS(CAUSE_STORE_ACCESS, 0x00, sw t3, -8(t2))
        CHECK(t3, 77)
        // The end of the address space.
        li      t2, -4
        TRAPS(CAUSE_LOAD_ACCESS, 0xfffffffc, lw t3, 0(t2))
        TRAPS(CAUSE_STORE_ACCESS, 0xffffffff, sb t3, 3(t2))
        CHECK(t3, 77)

        // A fetch: the jump itself is done.
        CASE; li t2, 0x20; la s9, 1f; jalr t4, 0(t2)
2:      j       fail
1:      IS(s6, CAUSE_FETCH_ACCESS); IS(s7, 0x20); IS(s8, 0x20); la t1, 2b; bne t4, t1, fail
        pass
