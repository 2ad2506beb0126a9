// mul: rd = the lower half of the product, the same for all signs.
// Unprivileged manual, M extension, "Multiplication Operations".
//@ qemu
#include "check.h"

        begin
        RR(mul, 0x00000000, 0x00000000, 0x00000000)
        RR(mul, 0x00000001, 0x00000001, 0x00000001)
        RR(mul, 0x00000003, 0x00000007, 0x00000015)
        RR(mul, 0x00000000, 0xffffffff, 0x00000000)
        RR(mul, 0x00000001, 0xffffffff, 0xffffffff)
        RR(mul, 0xffffffff, 0xffffffff, 0x00000001)
        RR(mul, 0x80000000, 0x80000000, 0x00000000)
        RR(mul, 0x80000000, 0xffffffff, 0x80000000)
        RR(mul, 0xffffffff, 0x80000000, 0x80000000)
        RR(mul, 0x7fffffff, 0x7fffffff, 0x00000001)
        RR(mul, 0x7fffffff, 0x80000000, 0x80000000)
        RR(mul, 0x80000000, 0x00000001, 0x80000000)
        RR(mul, 0xaaaaaaab, 0x0002fe7d, 0x0000ff7f)
        RR(mul, 0x00010000, 0x00010000, 0x00000000)
        RR(mul, 0xfffeffff, 0x00010001, 0xfffdffff)

        RR_PLACES(mul, 0x8d7a4b2c, 0x0000301f, 0x0fe75a54)
        RR_LATE(mul, 0x8d7a4b2c, 0x0000301f, 0x0fe75a54)
        RR_TWICE(mul, 0x8d7a4b2c, 0x3402cf90)
        RR_ZERO(mul, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x00000000)
        pass
