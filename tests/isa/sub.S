// sub: rd = rs1 - rs2, modulo 2^32; overflow is ignored.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(sub, 0x00000000, 0x00000000, 0x00000000)
        RR(sub, 0x00000001, 0x00000001, 0x00000000)
        RR(sub, 0x00000003, 0x00000007, 0xfffffffc)
        RR(sub, 0x00000000, 0xffff8000, 0x00008000)
        RR(sub, 0x80000000, 0x00000000, 0x80000000)
        RR(sub, 0x80000000, 0x80000000, 0x00000000)
        RR(sub, 0x80000000, 0xffffffff, 0x80000001)
        RR(sub, 0x7fffffff, 0x00000001, 0x7ffffffe)
        RR(sub, 0x7fffffff, 0x7fffffff, 0x00000000)
        RR(sub, 0xffffffff, 0x00000001, 0xfffffffe)
        RR(sub, 0xffffffff, 0xffffffff, 0x00000000)
        RR(sub, 0x12345678, 0x87654321, 0x8acf1357)

        RR_PLACES(sub, 0x8d7a4b2c, 0x0000301f, 0x8d7a1b0d)
        RR_LATE(sub, 0x8d7a4b2c, 0x0000301f, 0x8d7a1b0d)
        RR_TWICE(sub, 0x8d7a4b2c, 0x00000000)
        RR_ZERO(sub, 0x9000001f, 0x6fffffe1, 0x8d7a4b2c, 0x8d7a4b2c)
        pass
