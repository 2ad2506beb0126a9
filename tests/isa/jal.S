// jal: jumps to pc + offset, and rd = the address of the next instruction.
// Unprivileged manual, RV32I, "Unconditional Jumps".
//@ qemu
#include "check.h"

        begin
        // Forward, backward, and to the next instruction.
        CASE; jal t1, 2f
9:      j       fail
1:      jal     t2, 3f
        j       fail
2:      jal     t3, 1b
        j       fail
3:      la      t4, 1b + 4; bne t2, t4, fail
        la      t4, 2b + 4; bne t3, t4, fail
        la      t4, 9b; bne t1, t4, fail
        CASE; jal t1, 1f; 1: la t2, 1b; bne t1, t2, fail

        // The link is used at once.
        CASE; jal t1, 1f; 1: mv t3, t1; la t2, 1b; bne t3, t2, fail

        // x0 takes no link; what is jumped over has no effect.
        CASE; li t3, 1; jal zero, 1f; addi t3, t3, 1; addi t3, t3, 1; 1: addi t3, t3, 1; IS(t3, 2)
        IS(zero, 0)

        // The farthest offsets that are aligned: back by 1 MiB, then forward by nearly as much.
        CASE; li t4, 0; la t3, backward; jr t3
there:  IS(t4, 1)
        la      t3, backward + 4; bne t1, t3, fail
        la      t3, forward + 4; bne t2, t3, fail
        pass

        .section .far, "ax"
        li      t4, 1
        la      t3, forward
        jr      t3
        .zero   0x100000 - 16
backward:
        jal     t1, . - 0x100000
forward:
        jal     t2, . + 0xffffc
        .zero   0xffffc - 4
        la      t3, there
        jr      t3
