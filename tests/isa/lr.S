// lr.w: rd = the word at rs1, which becomes reserved.
// Unprivileged manual, A extension, "Load-Reserved/Store-Conditional Instructions".
//@ qemu
#include "check.h"

        begin
        li      t1, 0x87654321
        sw      t1, 0(s0)
        CASE; lr.w t3, (s0); IS(t3, 0x87654321)
        CASE; lr.w t3, (s0); mv t4, t3; IS(t4, 0x87654321)
        // rd is rs1; rd is x0; the address comes late.
        CASE; mv t1, s0; lr.w t1, (t1); IS(t1, 0x87654321)
        CASE; lr.w zero, (s0); IS(zero, 0); sc.w t3, zero, (s0); IS(t3, 0); lw t3, 0(s0); IS(t3, 0)
        CASE; sw s0, 4(s0); lw t1, 4(s0); lr.w t3, (t1); IS(t3, 0)
        CASE; lr.w.aq t3, (s0); lr.w.rl t3, (s0); lr.w.aqrl t3, (s0); IS(t3, 0)
        // A misaligned address is a load's exception; rd stays.
        li      t3, 77
        addi    t1, s0, 1; TRAPS_AT(CAUSE_LOAD_MISALIGNED, t1, lr.w t3, (t1))
        addi    t1, s0, 2; TRAPS_AT(CAUSE_LOAD_MISALIGNED, t1, lr.w t3, (t1))
        addi    t1, s0, 3; TRAPS_AT(CAUSE_LOAD_MISALIGNED, t1, lr.w t3, (t1))
        CHECK(t3, 77)
        // With a second source it would be another instruction.
        ILLEGAL_WORD(0x1014222f)
        ILLEGAL_WORD(0x11f4222f)
        pass
