// fence.i: fetches behind it see the stores before it. Its unused fields are ignored.
// Unprivileged manual, Zifencei.
//@ qemu
#include "check.h"

        begin
        lw      t1, new1
        lw      t2, new2
        la      t3, patched
        CASE; sw t1, 0(t3); fence.i; jal t4, patched; IS(a0, 111)
        CASE; sw t2, 0(t3); fence.i; jal t4, patched; IS(a0, 222)
        // The instruction right behind it.
        CASE; la t3, 1f; sw t1, 0(t3); fence.i; 1: li a0, 0; IS(a0, 111)
        // The same word twice within a loop, so that it has been fetched before.
        CASE
        la      t3, 2f
        li      t5, 0
1:      sw      t2, 0(t3)
        fence.i
2:      li      a0, 1
        addi    t5, t5, 1
        li      t6, 3
        bne     t5, t6, 1b
        IS(a0, 222)
        // Immediate, rs1 and rd that are reserved.
        CASE; .word 0x0000100f; .word 0xfff0100f; .word 0x000f900f; .word 0x00001f8f; IS(t5, 3)
        pass

        .text
patched:
        li      a0, 1
        jr      t4
new1:   li      a0, 111
new2:   li      a0, 222
