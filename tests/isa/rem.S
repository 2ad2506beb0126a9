// rem: rd = the remainder of a signed division, with the sign of the dividend; by zero it is the
// dividend, at the one overflow it is 0.
// Unprivileged manual, M extension, "Division Operations".
//@ qemu
#include "check.h"

        begin
        RR(rem, 0x00000014, 0x00000006, 0x00000002)
        RR(rem, 0xffffffec, 0x00000006, 0xfffffffe)
        RR(rem, 0x00000014, 0xfffffffa, 0x00000002)
        RR(rem, 0xffffffec, 0xfffffffa, 0xfffffffe)
        RR(rem, 0x00000000, 0x00000005, 0x00000000)
        RR(rem, 0x80000000, 0x00000001, 0x00000000)
        RR(rem, 0x80000000, 0xffffffff, 0x00000000)
        RR(rem, 0x80000000, 0x00000002, 0x00000000)
        RR(rem, 0x7fffffff, 0xffffffff, 0x00000000)
        RR(rem, 0x80000000, 0x00000000, 0x80000000)
        RR(rem, 0x00000001, 0x00000000, 0x00000001)
        RR(rem, 0x00000000, 0x00000000, 0x00000000)
        RR(rem, 0xffffffff, 0x00000000, 0xffffffff)
        RR(rem, 0xffffffff, 0x80000000, 0xffffffff)
        RR(rem, 0x00000007, 0x7fffffff, 0x00000007)
        RR(rem, 0xffffffff, 0xffffffff, 0x00000000)

        RR_PLACES(rem, 0x8d7a4b2c, 0x0000301f, 0xffffe1cd)
        RR_LATE(rem, 0x8d7a4b2c, 0x0000301f, 0xffffe1cd)
        RR_TWICE(rem, 0x8d7a4b2c, 0x00000000)
        RR_ZERO(rem, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x8d7a4b2c)
        pass
