// divu: rd = rs1 / rs2, unsigned; a division by zero gives the largest number.
// Unprivileged manual, M extension, "Division Operations".
//@ qemu
#include "check.h"

        begin
        RR(divu, 0x00000014, 0x00000006, 0x00000003)
        RR(divu, 0xffffffec, 0x00000006, 0x2aaaaaa7)
        RR(divu, 0x00000014, 0xfffffffa, 0x00000000)
        RR(divu, 0xffffffec, 0xfffffffa, 0x00000000)
        RR(divu, 0x00000000, 0x00000005, 0x00000000)
        RR(divu, 0x80000000, 0x00000001, 0x80000000)
        RR(divu, 0x80000000, 0xffffffff, 0x00000000)
        RR(divu, 0x80000000, 0x00000002, 0x40000000)
        RR(divu, 0x7fffffff, 0xffffffff, 0x00000000)
        RR(divu, 0x80000000, 0x00000000, 0xffffffff)
        RR(divu, 0x00000001, 0x00000000, 0xffffffff)
        RR(divu, 0x00000000, 0x00000000, 0xffffffff)
        RR(divu, 0xffffffff, 0x00000000, 0xffffffff)
        RR(divu, 0xffffffff, 0x80000000, 0x00000001)
        RR(divu, 0x00000007, 0x7fffffff, 0x00000000)
        RR(divu, 0xffffffff, 0xffffffff, 0x00000001)

        RR_PLACES(divu, 0x8d7a4b2c, 0x0000301f, 0x0002f0a6)
        RR_LATE(divu, 0x8d7a4b2c, 0x0000301f, 0x0002f0a6)
        RR_TWICE(divu, 0x8d7a4b2c, 0x00000001)
        RR_ZERO(divu, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0xffffffff)
        pass
