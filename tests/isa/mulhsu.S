// mulhsu: rd = the upper half of the product of signed rs1 and unsigned rs2.
// Unprivileged manual, M extension, "Multiplication Operations".
//@ qemu
#include "check.h"

        begin
        RR(mulhsu, 0x00000000, 0x00000000, 0x00000000)
        RR(mulhsu, 0x00000001, 0x00000001, 0x00000000)
        RR(mulhsu, 0x00000003, 0x00000007, 0x00000000)
        RR(mulhsu, 0x00000000, 0xffffffff, 0x00000000)
        RR(mulhsu, 0x00000001, 0xffffffff, 0x00000000)
        RR(mulhsu, 0xffffffff, 0xffffffff, 0xffffffff)
        RR(mulhsu, 0x80000000, 0x80000000, 0xc0000000)
        RR(mulhsu, 0x80000000, 0xffffffff, 0x80000000)
        RR(mulhsu, 0xffffffff, 0x80000000, 0xffffffff)
        RR(mulhsu, 0x7fffffff, 0x7fffffff, 0x3fffffff)
        RR(mulhsu, 0x7fffffff, 0x80000000, 0x3fffffff)
        RR(mulhsu, 0x80000000, 0x00000001, 0xffffffff)
        RR(mulhsu, 0xaaaaaaab, 0x0002fe7d, 0xffff0081)
        RR(mulhsu, 0x00010000, 0x00010000, 0x00000001)
        RR(mulhsu, 0xfffeffff, 0x00010001, 0xfffffffe)

        RR_PLACES(mulhsu, 0x8d7a4b2c, 0x0000301f, 0xffffea79)
        RR_LATE(mulhsu, 0x8d7a4b2c, 0x0000301f, 0xffffea79)
        RR_TWICE(mulhsu, 0x8d7a4b2c, 0xc0b5a60e)
        RR_ZERO(mulhsu, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x00000000)
        pass
