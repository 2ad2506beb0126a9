// xor: rd = the bits that differ in rs1 and rs2.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(xor, 0x00000000, 0x00000000, 0x00000000)
        RR(xor, 0xffffffff, 0x00000000, 0xffffffff)
        RR(xor, 0x00000000, 0xffffffff, 0xffffffff)
        RR(xor, 0xffffffff, 0xffffffff, 0x00000000)
        RR(xor, 0xff00ff00, 0x0f0f0f0f, 0xf00ff00f)
        RR(xor, 0x0ff00ff0, 0xf0f0f0f0, 0xff00ff00)
        RR(xor, 0x12345678, 0x12345678, 0x00000000)

        RR_PLACES(xor, 0x8d7a4b2c, 0x0000301f, 0x8d7a7b33)
        RR_LATE(xor, 0x8d7a4b2c, 0x0000301f, 0x8d7a7b33)
        RR_TWICE(xor, 0x8d7a4b2c, 0x00000000)
        RR_ZERO(xor, 0x9000001f, 0x9000001f, 0x8d7a4b2c, 0x8d7a4b2c)
        pass
