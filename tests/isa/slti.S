// slti: rd = 1 if rs1 < the sign-extended immediate as signed numbers, else 0.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(slti, 0x00000000, 0, 0x00000000)
        RI(slti, 0x00000001, 1, 0x00000000)
        RI(slti, 0x00000000, -2048, 0x00000000)
        RI(slti, 0x00000000, 2047, 0x00000001)
        RI(slti, 0x80000000, -1, 0x00000001)
        RI(slti, 0x80000000, 2047, 0x00000001)
        RI(slti, 0x80000000, -2048, 0x00000001)
        RI(slti, 0x7fffffff, 1, 0x00000000)
        RI(slti, 0x7fffffff, 2047, 0x00000000)
        RI(slti, 0x7fffffff, -1, 0x00000000)
        RI(slti, 0xffffffff, -1, 0x00000000)
        RI(slti, 0xffffffff, 1, 0x00000001)
        RI(slti, 0xffffffff, 0, 0x00000001)
        RI(slti, 0xff00ff00, 1807, 0x00000001)
        RI(slti, 0x00ff00ff, -241, 0x00000000)
        RI(slti, 0xfffff800, -2048, 0x00000000)
        RI(slti, 0xfffff7ff, -2048, 0x00000001)
        RI(slti, 0x000007fe, 2047, 0x00000001)

        RI_PLACES(slti, 0x8d7a4b2c, -1234, 0x00000001)
        RI_LATE(slti, 0x8d7a4b2c, -1234, 0x00000001)
        RI_ZERO(slti, -1234, 0x00000000)
        pass
