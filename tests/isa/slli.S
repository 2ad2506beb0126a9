// slli: rd = rs1 shifted left by a constant.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(slli, 0x00000001, 0, 0x00000001)
        RI(slli, 0x00000001, 1, 0x00000002)
        RI(slli, 0x00000001, 14, 0x00004000)
        RI(slli, 0x00000001, 31, 0x80000000)
        RI(slli, 0xffffffff, 0, 0xffffffff)
        RI(slli, 0xffffffff, 1, 0xfffffffe)
        RI(slli, 0xffffffff, 14, 0xffffc000)
        RI(slli, 0xffffffff, 31, 0x80000000)
        RI(slli, 0x80000000, 0, 0x80000000)
        RI(slli, 0x80000000, 1, 0x00000000)
        RI(slli, 0x80000000, 14, 0x00000000)
        RI(slli, 0x80000000, 31, 0x00000000)
        RI(slli, 0x7fffffff, 0, 0x7fffffff)
        RI(slli, 0x7fffffff, 1, 0xfffffffe)
        RI(slli, 0x7fffffff, 14, 0xffffc000)
        RI(slli, 0x7fffffff, 31, 0x80000000)
        RI(slli, 0x81818181, 0, 0x81818181)
        RI(slli, 0x81818181, 1, 0x03030302)
        RI(slli, 0x81818181, 14, 0x60604000)
        RI(slli, 0x81818181, 31, 0x80000000)

        RI_PLACES(slli, 0x8000000d, 11, 0x00006800)
        RI_LATE(slli, 0x8000000d, 11, 0x00006800)
        RI_ZERO(slli, 11, 0x00000000)
        pass
