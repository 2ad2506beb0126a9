// jalr: jumps to rs1 + the sign-extended offset with bit 0 cleared; rd = the next address.
// Unprivileged manual, RV32I, "Unconditional Jumps".
//@ qemu
#include "check.h"

        begin
        CASE; la t1, 1f; jalr t2, 0(t1); j fail; 1: la t3, 1b - 4; bne t2, t3, fail
        // rd is rs1: the old value is the target.
        CASE; la t1, 1f; jalr t1, 0(t1); j fail; 1: la t3, 1b - 4; bne t1, t3, fail
        // Bit 0 of the sum is dropped, not of the register alone.
        CASE; la t1, 1f + 1; jalr t2, 0(t1); j fail; 1:
        CASE; la t1, 1f; jalr t2, 1(t1); j fail; 1:
        CASE; la t1, 1f - 1; jalr t2, 1(t1); j fail; 1:
        CASE; la t1, 1f + 1; jalr t2, -1(t1); j fail; 1:
        // Offsets at both ends.
        CASE; la t1, 1f + 2048; jalr t2, -2048(t1); j fail; 1:
        CASE; la t1, 1f - 2047; jalr t2, 2047(t1); j fail; 1:
        CASE; la t1, 1f - 2044; jalr t2, 2044(t1); j fail; 1:
        // x0 takes no link, and x0 as the base counts from address 0.
        CASE; la t1, 1f; jalr zero, 0(t1); j fail; 1: IS(zero, 0)
        CASE; la s9, 1f; jalr t2, 8(zero); j fail; 1: IS(s6, CAUSE_FETCH_ACCESS); IS(s7, 8); IS(s8, 8)
        // The target comes late, from memory and from the instruction before.
        CASE; la t1, 1f; sw t1, 0(s0); li t1, 0; lw t1, 0(s0); jalr t2, 0(t1); j fail; 1:
        CASE; la t1, 1f; sw t1, 0(s0); lw t1, 0(s0); nop; jalr t2, 0(t1); j fail; 1:
        CASE; la t1, 1f; mv t3, t1; jalr t2, 0(t3); j fail; 1: mv t4, t2; la t3, 1b - 4; bne t4, t3, fail
        // There and back, as calls are.
        CASE; li t3, 0; call 1f; call 1f; j 2f; 1: addi t3, t3, 1; ret; 2: IS(t3, 2)
        pass
