// lw: rd = a word, from rs1 + the sign-extended offset.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        LOAD(lw, low, 0, 0x807f00ff)
        LOAD(lw, low, 4, 0x7fff8001)
        LOAD(lw, low, 8, 0xbaadf00d)
        LOAD(lw, low, 12, 0x80000000)
        LOAD(lw, high, -16, 0x807f00ff)
        LOAD(lw, high, -12, 0x7fff8001)
        LOAD(lw, high, -8, 0xbaadf00d)
        LOAD(lw, high, -4, 0x80000000)
        // The offset's sign, at both ends of its range.
        CASE; la t1, low + 2048; lw t3, -2048(t1); IS(t3, 0x807f00ff)
        CASE; la t1, low - 2044; lw t3, 2044(t1); IS(t3, 0x807f00ff)
        // The address comes late; the result is needed at once, and one later.
        CASE; la t1, low; sw t1, 0(s0); lw t2, 0(s0); lw t3, 4(t2); mv t4, t3; IS(t4, 0x7fff8001)
        CASE; lw t2, 0(s0); nop; lw t3, 4(t2); nop; mv t4, t3; IS(t4, 0x7fff8001)
        pass
low:    .byte   0xff, 0x00, 0x7f, 0x80, 0x01, 0x80, 0xff, 0x7f
        .byte   0x0d, 0xf0, 0xad, 0xba, 0x00, 0x00, 0x00, 0x80
high:
