// sw: the lowest word of rs2 goes to rs1 + the sign-extended offset; nothing beside it changes.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        STORE(sw, 0, 0x12345678, 0x12345678, 0x5a5a5a5a)
        STORE(sw, 0, 0xffffff80, 0xffffff80, 0x5a5a5a5a)
        STORE(sw, 4, 0x12345678, 0x5a5a5a5a, 0x12345678)
        STORE(sw, 4, 0xffffff80, 0x5a5a5a5a, 0xffffff80)
        // Negative offsets, the range's ends, and x0 as the value.
        CASE; li t1, -1; sw t1, 0(s0); addi t2, s0, 16; sw zero, -16(t2); lw t3, 0(s0); IS(t3, 0x00000000)
        CASE; li t1, 2048; add t1, s0, t1; sw zero, 0(s0); li t2, -1; sw t2, -2048(t1); lw t3, 0(s0); IS(t3, 0xffffffff)
        CASE; li t1, 2044; sub t1, s0, t1; sw zero, 0(s0); sw t2, 2044(t1); lw t3, 0(s0); IS(t3, 0xffffffff)
        // Address and value come late; one register is both; what was stored is loaded at once.
        CASE; sw s0, 8(s0); li t1, 0x77; sw t1, 12(s0); sw zero, 0(s0); lw t1, 12(s0); lw t2, 8(s0); sw t1, 0(t2); lw t3, 0(s0); IS(t3, 0x77)
        CASE; sw zero, 0(s0); lw t2, 8(s0); lw t1, 12(s0); sw t1, 0(t2); lw t3, 0(s0); IS(t3, 0x77)
        CASE; sw zero, 0(s0); sw s0, 0(s0); lw t3, 0(s0); li t1, 0xffffffff; and t1, t1, s0; bne t1, t3, fail
        pass
