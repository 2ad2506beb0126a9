// ori: rd = rs1 with the bits of the sign-extended immediate set.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(ori, 0x00000000, 0, 0x00000000)
        RI(ori, 0x00000001, 1, 0x00000001)
        RI(ori, 0x00000000, -2048, 0xfffff800)
        RI(ori, 0x00000000, 2047, 0x000007ff)
        RI(ori, 0x80000000, -1, 0xffffffff)
        RI(ori, 0x80000000, 2047, 0x800007ff)
        RI(ori, 0x80000000, -2048, 0xfffff800)
        RI(ori, 0x7fffffff, 1, 0x7fffffff)
        RI(ori, 0x7fffffff, 2047, 0x7fffffff)
        RI(ori, 0x7fffffff, -1, 0xffffffff)
        RI(ori, 0xffffffff, -1, 0xffffffff)
        RI(ori, 0xffffffff, 1, 0xffffffff)
        RI(ori, 0xffffffff, 0, 0xffffffff)
        RI(ori, 0xff00ff00, 1807, 0xff00ff0f)
        RI(ori, 0x00ff00ff, -241, 0xffffffff)
        RI(ori, 0xfffff800, -2048, 0xfffff800)
        RI(ori, 0xfffff7ff, -2048, 0xffffffff)
        RI(ori, 0x000007fe, 2047, 0x000007ff)

        RI_PLACES(ori, 0x8d7a4b2c, -1234, 0xfffffb2e)
        RI_LATE(ori, 0x8d7a4b2c, -1234, 0xfffffb2e)
        RI_ZERO(ori, -1234, 0xfffffb2e)
        pass
