// srai: rd = rs1 shifted right by a constant, the sign coming in.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(srai, 0x00000001, 0, 0x00000001)
        RI(srai, 0x00000001, 1, 0x00000000)
        RI(srai, 0x00000001, 14, 0x00000000)
        RI(srai, 0x00000001, 31, 0x00000000)
        RI(srai, 0xffffffff, 0, 0xffffffff)
        RI(srai, 0xffffffff, 1, 0xffffffff)
        RI(srai, 0xffffffff, 14, 0xffffffff)
        RI(srai, 0xffffffff, 31, 0xffffffff)
        RI(srai, 0x80000000, 0, 0x80000000)
        RI(srai, 0x80000000, 1, 0xc0000000)
        RI(srai, 0x80000000, 14, 0xfffe0000)
        RI(srai, 0x80000000, 31, 0xffffffff)
        RI(srai, 0x7fffffff, 0, 0x7fffffff)
        RI(srai, 0x7fffffff, 1, 0x3fffffff)
        RI(srai, 0x7fffffff, 14, 0x0001ffff)
        RI(srai, 0x7fffffff, 31, 0x00000000)
        RI(srai, 0x81818181, 0, 0x81818181)
        RI(srai, 0x81818181, 1, 0xc0c0c0c0)
        RI(srai, 0x81818181, 14, 0xfffe0606)
        RI(srai, 0x81818181, 31, 0xffffffff)

        RI_PLACES(srai, 0x8000000d, 11, 0xfff00000)
        RI_LATE(srai, 0x8000000d, 11, 0xfff00000)
        RI_ZERO(srai, 11, 0x00000000)
        pass
