// lhu: rd = a half-word, zero-extended, from rs1 + the sign-extended offset.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        LOAD(lhu, low, 0, 0x000000ff)
        LOAD(lhu, low, 2, 0x0000807f)
        LOAD(lhu, low, 4, 0x00008001)
        LOAD(lhu, low, 6, 0x00007fff)
        LOAD(lhu, low, 8, 0x0000f00d)
        LOAD(lhu, low, 10, 0x0000baad)
        LOAD(lhu, low, 12, 0x00000000)
        LOAD(lhu, low, 14, 0x00008000)
        LOAD(lhu, high, -16, 0x000000ff)
        LOAD(lhu, high, -12, 0x00008001)
        LOAD(lhu, high, -8, 0x0000f00d)
        LOAD(lhu, high, -4, 0x00000000)
        // The offset's sign, at both ends of its range.
        CASE; la t1, low + 2048; lhu t3, -2048(t1); IS(t3, 0x000000ff)
        CASE; la t1, low - 2046; lhu t3, 2046(t1); IS(t3, 0x000000ff)
        // The address comes late; the result is needed at once, and one later.
        CASE; la t1, low; sw t1, 0(s0); lw t2, 0(s0); lhu t3, 2(t2); mv t4, t3; IS(t4, 0x0000807f)
        CASE; lw t2, 0(s0); nop; lhu t3, 2(t2); nop; mv t4, t3; IS(t4, 0x0000807f)
        pass
low:    .byte   0xff, 0x00, 0x7f, 0x80, 0x01, 0x80, 0xff, 0x7f
        .byte   0x0d, 0xf0, 0xad, 0xba, 0x00, 0x00, 0x00, 0x80
high:
