// or: rd = the bits that are set in rs1 or rs2.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(or, 0x00000000, 0x00000000, 0x00000000)
        RR(or, 0xffffffff, 0x00000000, 0xffffffff)
        RR(or, 0x00000000, 0xffffffff, 0xffffffff)
        RR(or, 0xffffffff, 0xffffffff, 0xffffffff)
        RR(or, 0xff00ff00, 0x0f0f0f0f, 0xff0fff0f)
        RR(or, 0x0ff00ff0, 0xf0f0f0f0, 0xfff0fff0)
        RR(or, 0x12345678, 0x12345678, 0x12345678)

        RR_PLACES(or, 0x8d7a4b2c, 0x0000301f, 0x8d7a7b3f)
        RR_LATE(or, 0x8d7a4b2c, 0x0000301f, 0x8d7a7b3f)
        RR_TWICE(or, 0x8d7a4b2c, 0x8d7a4b2c)
        RR_ZERO(or, 0x9000001f, 0x9000001f, 0x8d7a4b2c, 0x8d7a4b2c)
        pass
