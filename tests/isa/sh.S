// sh: the lowest half-word of rs2 goes to rs1 + the sign-extended offset; nothing beside it changes.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        STORE(sh, 0, 0x12345678, 0x5a5a5678, 0x5a5a5a5a)
        STORE(sh, 0, 0xffffff80, 0x5a5aff80, 0x5a5a5a5a)
        STORE(sh, 2, 0x12345678, 0x56785a5a, 0x5a5a5a5a)
        STORE(sh, 2, 0xffffff80, 0xff805a5a, 0x5a5a5a5a)
        STORE(sh, 4, 0x12345678, 0x5a5a5a5a, 0x5a5a5678)
        STORE(sh, 4, 0xffffff80, 0x5a5a5a5a, 0x5a5aff80)
        STORE(sh, 6, 0x12345678, 0x5a5a5a5a, 0x56785a5a)
        STORE(sh, 6, 0xffffff80, 0x5a5a5a5a, 0xff805a5a)
        // Negative offsets, the range's ends, and x0 as the value.
        CASE; li t1, -1; sw t1, 0(s0); addi t2, s0, 16; sh zero, -16(t2); lw t3, 0(s0); IS(t3, 0xffff0000)
        CASE; li t1, 2048; add t1, s0, t1; sw zero, 0(s0); li t2, -1; sh t2, -2048(t1); lw t3, 0(s0); IS(t3, 0x0000ffff)
        CASE; li t1, 2046; sub t1, s0, t1; sw zero, 0(s0); sh t2, 2046(t1); lw t3, 0(s0); IS(t3, 0x0000ffff)
        // Address and value come late; one register is both; what was stored is loaded at once.
        CASE; sw s0, 8(s0); li t1, 0x77; sw t1, 12(s0); sw zero, 0(s0); lw t1, 12(s0); lw t2, 8(s0); sh t1, 0(t2); lw t3, 0(s0); IS(t3, 0x77)
        CASE; sw zero, 0(s0); lw t2, 8(s0); lw t1, 12(s0); sh t1, 0(t2); lw t3, 0(s0); IS(t3, 0x77)
        CASE; sw zero, 0(s0); sh s0, 0(s0); lhu t3, 0(s0); li t1, 0xffff; and t1, t1, s0; bne t1, t3, fail
        pass
