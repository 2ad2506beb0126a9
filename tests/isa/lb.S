// lb: rd = a byte, sign-extended, from rs1 + the sign-extended offset.
// Unprivileged manual, RV32I, "Load and Store Instructions".
//@ qemu
#include "check.h"

        begin
        LOAD(lb, low, 0, 0xffffffff)
        LOAD(lb, low, 1, 0x00000000)
        LOAD(lb, low, 2, 0x0000007f)
        LOAD(lb, low, 3, 0xffffff80)
        LOAD(lb, low, 4, 0x00000001)
        LOAD(lb, low, 5, 0xffffff80)
        LOAD(lb, low, 6, 0xffffffff)
        LOAD(lb, low, 7, 0x0000007f)
        LOAD(lb, low, 8, 0x0000000d)
        LOAD(lb, low, 9, 0xfffffff0)
        LOAD(lb, low, 10, 0xffffffad)
        LOAD(lb, low, 11, 0xffffffba)
        LOAD(lb, low, 12, 0x00000000)
        LOAD(lb, low, 13, 0x00000000)
        LOAD(lb, low, 14, 0x00000000)
        LOAD(lb, low, 15, 0xffffff80)
        LOAD(lb, high, -16, 0xffffffff)
        LOAD(lb, high, -14, 0x0000007f)
        LOAD(lb, high, -12, 0x00000001)
        LOAD(lb, high, -10, 0xffffffff)
        LOAD(lb, high, -8, 0x0000000d)
        LOAD(lb, high, -6, 0xffffffad)
        LOAD(lb, high, -4, 0x00000000)
        LOAD(lb, high, -2, 0x00000000)
        // The offset's sign, at both ends of its range.
        CASE; la t1, low + 2048; lb t3, -2048(t1); IS(t3, 0xffffffff)
        CASE; la t1, low - 2047; lb t3, 2047(t1); IS(t3, 0xffffffff)
        // The address comes late; the result is needed at once, and one later.
        CASE; la t1, low; sw t1, 0(s0); lw t2, 0(s0); lb t3, 1(t2); mv t4, t3; IS(t4, 0x00000000)
        CASE; lw t2, 0(s0); nop; lb t3, 1(t2); nop; mv t4, t3; IS(t4, 0x00000000)
        pass
low:    .byte   0xff, 0x00, 0x7f, 0x80, 0x01, 0x80, 0xff, 0x7f
        .byte   0x0d, 0xf0, 0xad, 0xba, 0x00, 0x00, 0x00, 0x80
high:
