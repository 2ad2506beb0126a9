// mulh: rd = the upper half of the product of two signed numbers.
// Unprivileged manual, M extension, "Multiplication Operations".
//@ qemu
#include "check.h"

        begin
        RR(mulh, 0x00000000, 0x00000000, 0x00000000)
        RR(mulh, 0x00000001, 0x00000001, 0x00000000)
        RR(mulh, 0x00000003, 0x00000007, 0x00000000)
        RR(mulh, 0x00000000, 0xffffffff, 0x00000000)
        RR(mulh, 0x00000001, 0xffffffff, 0xffffffff)
        RR(mulh, 0xffffffff, 0xffffffff, 0x00000000)
        RR(mulh, 0x80000000, 0x80000000, 0x40000000)
        RR(mulh, 0x80000000, 0xffffffff, 0x00000000)
        RR(mulh, 0xffffffff, 0x80000000, 0x00000000)
        RR(mulh, 0x7fffffff, 0x7fffffff, 0x3fffffff)
        RR(mulh, 0x7fffffff, 0x80000000, 0xc0000000)
        RR(mulh, 0x80000000, 0x00000001, 0xffffffff)
        RR(mulh, 0xaaaaaaab, 0x0002fe7d, 0xffff0081)
        RR(mulh, 0x00010000, 0x00010000, 0x00000001)
        RR(mulh, 0xfffeffff, 0x00010001, 0xfffffffe)

        RR_PLACES(mulh, 0x8d7a4b2c, 0x0000301f, 0xffffea79)
        RR_LATE(mulh, 0x8d7a4b2c, 0x0000301f, 0xffffea79)
        RR_TWICE(mulh, 0x8d7a4b2c, 0x333b5ae2)
        RR_ZERO(mulh, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x00000000)
        pass
