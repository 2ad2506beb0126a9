// misaligned: trap. A load or store at an address that is no multiple of its size traps with that
// address, and neither rd nor memory changes. It comes before an access fault.
// Privileged manual, "Machine Cause Register" (priorities); docs/machine.md.
//@ machines: virt classic modern
//@ set: misaligned=trap
#include "check.h"

#define LOAD_AT(op, at)  addi t1, s0, at; TRAPS_AT(CAUSE_LOAD_MISALIGNED, t1, op t3, at(s0))
#define STORE_AT(op, at) addi t1, s0, at; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, op t3, at(s0))

        begin
        li      t3, 77
        LOAD_AT(lh, 1)
        LOAD_AT(lh, 3)
        LOAD_AT(lhu, 1)
        LOAD_AT(lhu, 3)
        LOAD_AT(lw, 1)
        LOAD_AT(lw, 2)
        LOAD_AT(lw, 3)
        STORE_AT(sh, 1)
        STORE_AT(sh, 3)
        STORE_AT(sw, 1)
        STORE_AT(sw, 2)
        STORE_AT(sw, 3)
        CHECK(t3, 77)
        CASE; lw t1, 0(s0); IS(t1, 0); lw t1, 4(s0); IS(t1, 0)
        // Where nothing is.
        li      t2, 0x40000000
        TRAPS(CAUSE_LOAD_MISALIGNED, 0x40000001, lw t3, 1(t2))
        TRAPS(CAUSE_STORE_MISALIGNED, 0x40000002, sw t3, 2(t2))
        // Bytes are always aligned.
        CASE; li t1, 0x55; sb t1, 3(s0); lbu t2, 3(s0); IS(t2, 0x55)
        pass
