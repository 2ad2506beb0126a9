// sltu: rd = 1 if rs1 < rs2 as unsigned numbers, else 0.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(sltu, 0x00000000, 0x00000000, 0x00000000)
        RR(sltu, 0x00000000, 0x00000001, 0x00000001)
        RR(sltu, 0x00000001, 0x00000000, 0x00000000)
        RR(sltu, 0xffffffff, 0x00000000, 0x00000000)
        RR(sltu, 0x00000000, 0xffffffff, 0x00000001)
        RR(sltu, 0x80000000, 0x7fffffff, 0x00000000)
        RR(sltu, 0x7fffffff, 0x80000000, 0x00000001)
        RR(sltu, 0x80000000, 0x80000000, 0x00000000)
        RR(sltu, 0xffffffff, 0x80000000, 0x00000000)
        RR(sltu, 0x80000000, 0xffffffff, 0x00000001)
        RR(sltu, 0x7ffffffe, 0x7fffffff, 0x00000001)

        RR_PLACES(sltu, 0x8d7a4b2c, 0x0000301f, 0x00000000)
        RR_LATE(sltu, 0x8d7a4b2c, 0x0000301f, 0x00000000)
        CASE; li t1, 0x8d7a4b2c; sltu t3, t1, t1; IS(t3, 0); sltu t1, t1, t1; IS(t1, 0)
        RR_ZERO(sltu, 0x9000001f, 0x00000001, 0x8d7a4b2c, 0x00000000)
        pass
