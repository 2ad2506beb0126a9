// srli: rd = rs1 shifted right by a constant, zeroes coming in.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(srli, 0x00000001, 0, 0x00000001)
        RI(srli, 0x00000001, 1, 0x00000000)
        RI(srli, 0x00000001, 14, 0x00000000)
        RI(srli, 0x00000001, 31, 0x00000000)
        RI(srli, 0xffffffff, 0, 0xffffffff)
        RI(srli, 0xffffffff, 1, 0x7fffffff)
        RI(srli, 0xffffffff, 14, 0x0003ffff)
        RI(srli, 0xffffffff, 31, 0x00000001)
        RI(srli, 0x80000000, 0, 0x80000000)
        RI(srli, 0x80000000, 1, 0x40000000)
        RI(srli, 0x80000000, 14, 0x00020000)
        RI(srli, 0x80000000, 31, 0x00000001)
        RI(srli, 0x7fffffff, 0, 0x7fffffff)
        RI(srli, 0x7fffffff, 1, 0x3fffffff)
        RI(srli, 0x7fffffff, 14, 0x0001ffff)
        RI(srli, 0x7fffffff, 31, 0x00000000)
        RI(srli, 0x81818181, 0, 0x81818181)
        RI(srli, 0x81818181, 1, 0x40c0c0c0)
        RI(srli, 0x81818181, 14, 0x00020606)
        RI(srli, 0x81818181, 31, 0x00000001)

        RI_PLACES(srli, 0x8000000d, 11, 0x00100000)
        RI_LATE(srli, 0x8000000d, 11, 0x00100000)
        RI_ZERO(srli, 11, 0x00000000)
        pass
