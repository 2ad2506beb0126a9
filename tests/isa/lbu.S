// lbu: rd = a byte, zero-extended, from rs1 + the sign-extended offset.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        LOAD(lbu, low, 0, 0x000000ff)
        LOAD(lbu, low, 1, 0x00000000)
        LOAD(lbu, low, 2, 0x0000007f)
        LOAD(lbu, low, 3, 0x00000080)
        LOAD(lbu, low, 4, 0x00000001)
        LOAD(lbu, low, 5, 0x00000080)
        LOAD(lbu, low, 6, 0x000000ff)
        LOAD(lbu, low, 7, 0x0000007f)
        LOAD(lbu, low, 8, 0x0000000d)
        LOAD(lbu, low, 9, 0x000000f0)
        LOAD(lbu, low, 10, 0x000000ad)
        LOAD(lbu, low, 11, 0x000000ba)
        LOAD(lbu, low, 12, 0x00000000)
        LOAD(lbu, low, 13, 0x00000000)
        LOAD(lbu, low, 14, 0x00000000)
        LOAD(lbu, low, 15, 0x00000080)
        LOAD(lbu, high, -16, 0x000000ff)
        LOAD(lbu, high, -14, 0x0000007f)
        LOAD(lbu, high, -12, 0x00000001)
        LOAD(lbu, high, -10, 0x000000ff)
        LOAD(lbu, high, -8, 0x0000000d)
        LOAD(lbu, high, -6, 0x000000ad)
        LOAD(lbu, high, -4, 0x00000000)
        LOAD(lbu, high, -2, 0x00000000)
        // The offset's sign, at both ends of its range.
        CASE; la t1, low + 2048; lbu t3, -2048(t1); IS(t3, 0x000000ff)
        CASE; la t1, low - 2047; lbu t3, 2047(t1); IS(t3, 0x000000ff)
        // The address comes late; the result is needed at once, and one later.
        CASE; la t1, low; sw t1, 0(s0); lw t2, 0(s0); lbu t3, 1(t2); mv t4, t3; IS(t4, 0x00000000)
        CASE; lw t2, 0(s0); nop; lbu t3, 1(t2); nop; mv t4, t3; IS(t4, 0x00000000)
        pass
low:    .byte   0xff, 0x00, 0x7f, 0x80, 0x01, 0x80, 0xff, 0x7f
        .byte   0x0d, 0xf0, 0xad, 0xba, 0x00, 0x00, 0x00, 0x80
high:
