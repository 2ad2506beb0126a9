// bge: branches if rs1 >= rs2, signed.
// Unprivileged manual, RV32I, "Conditional Branches".
//@ qemu
#include "check.h"

        begin
        TAKEN(bge, 0x00000000, 0x00000000)
        TAKEN(bge, 0x00000001, 0x00000001)
        TAKEN(bge, 0xffffffff, 0xffffffff)
        NOT_TAKEN(bge, 0x00000000, 0x00000001)
        TAKEN(bge, 0x00000001, 0x00000000)
        NOT_TAKEN(bge, 0xffffffff, 0x00000000)
        TAKEN(bge, 0x00000000, 0xffffffff)
        NOT_TAKEN(bge, 0x80000000, 0x7fffffff)
        TAKEN(bge, 0x7fffffff, 0x80000000)
        TAKEN(bge, 0x80000000, 0x80000000)
        NOT_TAKEN(bge, 0xfffffffe, 0xffffffff)
        TAKEN(bge, 0xffffffff, 0xfffffffe)
        TAKEN(bge, 0x00000001, 0xffffffff)
        NOT_TAKEN(bge, 0x80000000, 0x00000000)
        TAKEN(bge, 0x00010000, 0x00000001)
        // Operands that come late, from memory and from the instruction before.
        BRANCH_LATE(bge, 3, 3, 3, 4)
        // One register twice, and x0.
        CASE; li t1, 5; bge t1, t1, 1f; j fail; 1: nop; 2:
        CASE; bge zero, t1, 1f; nop; j 2f; 1: j fail; 2:
        // A taken branch skips all it jumps over, and a branch writes no register.
        CASE; li t3, 1; li t1, 3; li t2, 3; bge t1, t2, 1f; addi t3, t3, 1; addi t3, t3, 1; 1: addi t3, t3, 1; IS(t3, 2); IS(t1, 3); IS(t2, 3)
        // The farthest targets, 4094 bytes being out of alignment.
        CASE; li t1, 3; li t2, 3; j 2f
1:      j       3f
        .zero   4088
2:      bge     t1, t2, . - 4092
        j       fail
3:      bge     t1, t2, . + 4092
        .zero   4088
        pass
