// fence: on one hart that works in order it does nothing, whatever its fields say.
// Unprivileged manual, "Memory Ordering Instructions": reserved fields are to be ignored.
//@ qemu
#include "check.h"

        begin
        li      t1, 0x12345678
        CASE; sw t1, 0(s0); fence; lw t2, 0(s0); IS(t2, 0x12345678)
        CASE; fence rw, w; fence r, rw; fence iorw, iorw; fence.tso; IS(t1, 0x12345678)
        // No predecessors, no successors; fm, rd and rs1 that are reserved.
        CASE; .word 0x0000000f; .word 0x0f00000f; .word 0x00f0000f; IS(t1, 0x12345678)
        CASE; .word 0x7ff0000f; .word 0x0ff0030f; .word 0x0ff3000f; IS(t1, 0x12345678)
        // The pause hint.
        CASE; .word 0x0100000f; IS(t1, 0x12345678)
        pass
