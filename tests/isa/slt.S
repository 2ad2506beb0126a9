// slt: rd = 1 if rs1 < rs2 as signed numbers, else 0.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(slt, 0x00000000, 0x00000000, 0x00000000)
        RR(slt, 0x00000000, 0x00000001, 0x00000001)
        RR(slt, 0x00000001, 0x00000000, 0x00000000)
        RR(slt, 0xffffffff, 0x00000000, 0x00000001)
        RR(slt, 0x00000000, 0xffffffff, 0x00000000)
        RR(slt, 0x80000000, 0x7fffffff, 0x00000001)
        RR(slt, 0x7fffffff, 0x80000000, 0x00000000)
        RR(slt, 0x80000000, 0x80000000, 0x00000000)
        RR(slt, 0xffffffff, 0x80000000, 0x00000000)
        RR(slt, 0x80000000, 0xffffffff, 0x00000001)
        RR(slt, 0x7ffffffe, 0x7fffffff, 0x00000001)

        RR_PLACES(slt, 0x8d7a4b2c, 0x0000301f, 0x00000001)
        RR_LATE(slt, 0x8d7a4b2c, 0x0000301f, 0x00000001)
        CASE; li t1, 0x8d7a4b2c; slt t3, t1, t1; IS(t3, 0); slt t1, t1, t1; IS(t1, 0)
        RR_ZERO(slt, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x00000001)
        pass
