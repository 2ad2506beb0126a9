// sb: the lowest byte of rs2 goes to rs1 + the sign-extended offset; nothing beside it changes.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        STORE(sb, 0, 0x12345678, 0x5a5a5a78, 0x5a5a5a5a)
        STORE(sb, 0, 0xffffff80, 0x5a5a5a80, 0x5a5a5a5a)
        STORE(sb, 1, 0x12345678, 0x5a5a785a, 0x5a5a5a5a)
        STORE(sb, 1, 0xffffff80, 0x5a5a805a, 0x5a5a5a5a)
        STORE(sb, 2, 0x12345678, 0x5a785a5a, 0x5a5a5a5a)
        STORE(sb, 2, 0xffffff80, 0x5a805a5a, 0x5a5a5a5a)
        STORE(sb, 3, 0x12345678, 0x785a5a5a, 0x5a5a5a5a)
        STORE(sb, 3, 0xffffff80, 0x805a5a5a, 0x5a5a5a5a)
        STORE(sb, 4, 0x12345678, 0x5a5a5a5a, 0x5a5a5a78)
        STORE(sb, 4, 0xffffff80, 0x5a5a5a5a, 0x5a5a5a80)
        STORE(sb, 5, 0x12345678, 0x5a5a5a5a, 0x5a5a785a)
        STORE(sb, 5, 0xffffff80, 0x5a5a5a5a, 0x5a5a805a)
        STORE(sb, 6, 0x12345678, 0x5a5a5a5a, 0x5a785a5a)
        STORE(sb, 6, 0xffffff80, 0x5a5a5a5a, 0x5a805a5a)
        STORE(sb, 7, 0x12345678, 0x5a5a5a5a, 0x785a5a5a)
        STORE(sb, 7, 0xffffff80, 0x5a5a5a5a, 0x805a5a5a)
        // Negative offsets, the range's ends, and x0 as the value.
        CASE; li t1, -1; sw t1, 0(s0); addi t2, s0, 16; sb zero, -16(t2); lw t3, 0(s0); IS(t3, 0xffffff00)
        CASE; li t1, 2048; add t1, s0, t1; sw zero, 0(s0); li t2, -1; sb t2, -2048(t1); lw t3, 0(s0); IS(t3, 0x000000ff)
        CASE; li t1, 2047; sub t1, s0, t1; sw zero, 0(s0); sb t2, 2047(t1); lw t3, 0(s0); IS(t3, 0x000000ff)
        // Address and value come late; one register is both; what was stored is loaded at once.
        CASE; sw s0, 8(s0); li t1, 0x77; sw t1, 12(s0); sw zero, 0(s0); lw t1, 12(s0); lw t2, 8(s0); sb t1, 0(t2); lw t3, 0(s0); IS(t3, 0x77)
        CASE; sw zero, 0(s0); lw t2, 8(s0); lw t1, 12(s0); sb t1, 0(t2); lw t3, 0(s0); IS(t3, 0x77)
        CASE; sw zero, 0(s0); sb s0, 0(s0); lbu t3, 0(s0); li t1, 0xff; and t1, t1, s0; bne t1, t3, fail
        pass
