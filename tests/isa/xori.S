// xori: rd = rs1 with the bits of the sign-extended immediate flipped.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(xori, 0x00000000, 0, 0x00000000)
        RI(xori, 0x00000001, 1, 0x00000000)
        RI(xori, 0x00000000, -2048, 0xfffff800)
        RI(xori, 0x00000000, 2047, 0x000007ff)
        RI(xori, 0x80000000, -1, 0x7fffffff)
        RI(xori, 0x80000000, 2047, 0x800007ff)
        RI(xori, 0x80000000, -2048, 0x7ffff800)
        RI(xori, 0x7fffffff, 1, 0x7ffffffe)
        RI(xori, 0x7fffffff, 2047, 0x7ffff800)
        RI(xori, 0x7fffffff, -1, 0x80000000)
        RI(xori, 0xffffffff, -1, 0x00000000)
        RI(xori, 0xffffffff, 1, 0xfffffffe)
        RI(xori, 0xffffffff, 0, 0xffffffff)
        RI(xori, 0xff00ff00, 1807, 0xff00f80f)
        RI(xori, 0x00ff00ff, -241, 0xff00fff0)
        RI(xori, 0xfffff800, -2048, 0x00000000)
        RI(xori, 0xfffff7ff, -2048, 0x00000fff)
        RI(xori, 0x000007fe, 2047, 0x00000001)

        RI_PLACES(xori, 0x8d7a4b2c, -1234, 0x7285b002)
        RI_LATE(xori, 0x8d7a4b2c, -1234, 0x7285b002)
        RI_ZERO(xori, -1234, 0xfffffb2e)
        pass
