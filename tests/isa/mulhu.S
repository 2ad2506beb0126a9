// mulhu: rd = the upper half of the product of two unsigned numbers.
// Unprivileged manual, M extension, "Multiplication Operations".
//@ qemu
#include "check.h"

        begin
        RR(mulhu, 0x00000000, 0x00000000, 0x00000000)
        RR(mulhu, 0x00000001, 0x00000001, 0x00000000)
        RR(mulhu, 0x00000003, 0x00000007, 0x00000000)
        RR(mulhu, 0x00000000, 0xffffffff, 0x00000000)
        RR(mulhu, 0x00000001, 0xffffffff, 0x00000000)
        RR(mulhu, 0xffffffff, 0xffffffff, 0xfffffffe)
        RR(mulhu, 0x80000000, 0x80000000, 0x40000000)
        RR(mulhu, 0x80000000, 0xffffffff, 0x7fffffff)
        RR(mulhu, 0xffffffff, 0x80000000, 0x7fffffff)
        RR(mulhu, 0x7fffffff, 0x7fffffff, 0x3fffffff)
        RR(mulhu, 0x7fffffff, 0x80000000, 0x3fffffff)
        RR(mulhu, 0x80000000, 0x00000001, 0x00000000)
        RR(mulhu, 0xaaaaaaab, 0x0002fe7d, 0x0001fefe)
        RR(mulhu, 0x00010000, 0x00010000, 0x00000001)
        RR(mulhu, 0xfffeffff, 0x00010001, 0x0000ffff)

        RR_PLACES(mulhu, 0x8d7a4b2c, 0x0000301f, 0x00001a98)
        RR_LATE(mulhu, 0x8d7a4b2c, 0x0000301f, 0x00001a98)
        RR_TWICE(mulhu, 0x8d7a4b2c, 0x4e2ff13a)
        RR_ZERO(mulhu, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x00000000)
        pass
