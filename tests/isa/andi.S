// andi: rd = rs1 with only the bits of the sign-extended immediate kept.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(andi, 0x00000000, 0, 0x00000000)
        RI(andi, 0x00000001, 1, 0x00000001)
        RI(andi, 0x00000000, -2048, 0x00000000)
        RI(andi, 0x00000000, 2047, 0x00000000)
        RI(andi, 0x80000000, -1, 0x80000000)
        RI(andi, 0x80000000, 2047, 0x00000000)
        RI(andi, 0x80000000, -2048, 0x80000000)
        RI(andi, 0x7fffffff, 1, 0x00000001)
        RI(andi, 0x7fffffff, 2047, 0x000007ff)
        RI(andi, 0x7fffffff, -1, 0x7fffffff)
        RI(andi, 0xffffffff, -1, 0xffffffff)
        RI(andi, 0xffffffff, 1, 0x00000001)
        RI(andi, 0xffffffff, 0, 0x00000000)
        RI(andi, 0xff00ff00, 1807, 0x00000700)
        RI(andi, 0x00ff00ff, -241, 0x00ff000f)
        RI(andi, 0xfffff800, -2048, 0xfffff800)
        RI(andi, 0xfffff7ff, -2048, 0xfffff000)
        RI(andi, 0x000007fe, 2047, 0x000007fe)

        RI_PLACES(andi, 0x8d7a4b2c, -1234, 0x8d7a4b2c)
        RI_LATE(andi, 0x8d7a4b2c, -1234, 0x8d7a4b2c)
        RI_ZERO(andi, -1234, 0x00000000)
        pass
