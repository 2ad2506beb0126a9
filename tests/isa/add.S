// add: rd = rs1 + rs2, modulo 2^32; overflow is ignored.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(add, 0x00000000, 0x00000000, 0x00000000)
        RR(add, 0x00000001, 0x00000001, 0x00000002)
        RR(add, 0x00000003, 0x00000007, 0x0000000a)
        RR(add, 0x00000000, 0xffff8000, 0xffff8000)
        RR(add, 0x80000000, 0x00000000, 0x80000000)
        RR(add, 0x80000000, 0x80000000, 0x00000000)
        RR(add, 0x80000000, 0xffffffff, 0x7fffffff)
        RR(add, 0x7fffffff, 0x00000001, 0x80000000)
        RR(add, 0x7fffffff, 0x7fffffff, 0xfffffffe)
        RR(add, 0xffffffff, 0x00000001, 0x00000000)
        RR(add, 0xffffffff, 0xffffffff, 0xfffffffe)
        RR(add, 0x12345678, 0x87654321, 0x99999999)

        RR_PLACES(add, 0x8d7a4b2c, 0x0000301f, 0x8d7a7b4b)
        RR_LATE(add, 0x8d7a4b2c, 0x0000301f, 0x8d7a7b4b)
        RR_TWICE(add, 0x8d7a4b2c, 0x1af49658)
        RR_ZERO(add, 0x9000001f, 0x9000001f, 0x8d7a4b2c, 0x8d7a4b2c)
        pass
