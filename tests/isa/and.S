// and: rd = the bits that are set in rs1 and rs2.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(and, 0x00000000, 0x00000000, 0x00000000)
        RR(and, 0xffffffff, 0x00000000, 0x00000000)
        RR(and, 0x00000000, 0xffffffff, 0x00000000)
        RR(and, 0xffffffff, 0xffffffff, 0xffffffff)
        RR(and, 0xff00ff00, 0x0f0f0f0f, 0x0f000f00)
        RR(and, 0x0ff00ff0, 0xf0f0f0f0, 0x00f000f0)
        RR(and, 0x12345678, 0x12345678, 0x12345678)

        RR_PLACES(and, 0x8d7a4b2c, 0x0000301f, 0x0000000c)
        RR_LATE(and, 0x8d7a4b2c, 0x0000301f, 0x0000000c)
        RR_TWICE(and, 0x8d7a4b2c, 0x8d7a4b2c)
        RR_ZERO(and, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x00000000)
        pass
