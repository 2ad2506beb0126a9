// lh: rd = a half-word, sign-extended, from rs1 + the sign-extended offset.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        LOAD(lh, low, 0, 0x000000ff)
        LOAD(lh, low, 2, 0xffff807f)
        LOAD(lh, low, 4, 0xffff8001)
        LOAD(lh, low, 6, 0x00007fff)
        LOAD(lh, low, 8, 0xfffff00d)
        LOAD(lh, low, 10, 0xffffbaad)
        LOAD(lh, low, 12, 0x00000000)
        LOAD(lh, low, 14, 0xffff8000)
        LOAD(lh, high, -16, 0x000000ff)
        LOAD(lh, high, -12, 0xffff8001)
        LOAD(lh, high, -8, 0xfffff00d)
        LOAD(lh, high, -4, 0x00000000)
        // The offset's sign, at both ends of its range.
        CASE; la t1, low + 2048; lh t3, -2048(t1); IS(t3, 0x000000ff)
        CASE; la t1, low - 2046; lh t3, 2046(t1); IS(t3, 0x000000ff)
        // The address comes late; the result is needed at once, and one later.
        CASE; la t1, low; sw t1, 0(s0); lw t2, 0(s0); lh t3, 2(t2); mv t4, t3; IS(t4, 0xffff807f)
        CASE; lw t2, 0(s0); nop; lh t3, 2(t2); nop; mv t4, t3; IS(t4, 0xffff807f)
        pass
low:    .byte   0xff, 0x00, 0x7f, 0x80, 0x01, 0x80, 0xff, 0x7f
        .byte   0x0d, 0xf0, 0xad, 0xba, 0x00, 0x00, 0x00, 0x80
high:
