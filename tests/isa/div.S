// div: rd = rs1 / rs2, signed, rounded towards zero; nothing traps: a division by zero gives -1,
// the one overflow gives the dividend.
// Unprivileged manual, M extension, "Division Operations".
//@ qemu
#include "check.h"

        begin
        RR(div, 0x00000014, 0x00000006, 0x00000003)
        RR(div, 0xffffffec, 0x00000006, 0xfffffffd)
        RR(div, 0x00000014, 0xfffffffa, 0xfffffffd)
        RR(div, 0xffffffec, 0xfffffffa, 0x00000003)
        RR(div, 0x00000000, 0x00000005, 0x00000000)
        RR(div, 0x80000000, 0x00000001, 0x80000000)
        RR(div, 0x80000000, 0xffffffff, 0x80000000)
        RR(div, 0x80000000, 0x00000002, 0xc0000000)
        RR(div, 0x7fffffff, 0xffffffff, 0x80000001)
        RR(div, 0x80000000, 0x00000000, 0xffffffff)
        RR(div, 0x00000001, 0x00000000, 0xffffffff)
        RR(div, 0x00000000, 0x00000000, 0xffffffff)
        RR(div, 0xffffffff, 0x00000000, 0xffffffff)
        RR(div, 0xffffffff, 0x80000000, 0x00000000)
        RR(div, 0x00000007, 0x7fffffff, 0x00000000)
        RR(div, 0xffffffff, 0xffffffff, 0x00000001)

        RR_PLACES(div, 0x8d7a4b2c, 0x0000301f, 0xfffd9ec1)
        RR_LATE(div, 0x8d7a4b2c, 0x0000301f, 0xfffd9ec1)
        RR_TWICE(div, 0x8d7a4b2c, 0x00000001)
        RR_ZERO(div, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0xffffffff)
        pass
