// remu: rd = the remainder of an unsigned division; by zero it is the dividend.
// Unprivileged manual, M extension, "Division Operations".
//@ qemu
#include "check.h"

        begin
        RR(remu, 0x00000014, 0x00000006, 0x00000002)
        RR(remu, 0xffffffec, 0x00000006, 0x00000002)
        RR(remu, 0x00000014, 0xfffffffa, 0x00000014)
        RR(remu, 0xffffffec, 0xfffffffa, 0xffffffec)
        RR(remu, 0x00000000, 0x00000005, 0x00000000)
        RR(remu, 0x80000000, 0x00000001, 0x00000000)
        RR(remu, 0x80000000, 0xffffffff, 0x80000000)
        RR(remu, 0x80000000, 0x00000002, 0x00000000)
        RR(remu, 0x7fffffff, 0xffffffff, 0x7fffffff)
        RR(remu, 0x80000000, 0x00000000, 0x80000000)
        RR(remu, 0x00000001, 0x00000000, 0x00000001)
        RR(remu, 0x00000000, 0x00000000, 0x00000000)
        RR(remu, 0xffffffff, 0x00000000, 0xffffffff)
        RR(remu, 0xffffffff, 0x80000000, 0x7fffffff)
        RR(remu, 0x00000007, 0x7fffffff, 0x00000007)
        RR(remu, 0xffffffff, 0xffffffff, 0x00000000)

        RR_PLACES(remu, 0x8d7a4b2c, 0x0000301f, 0x00000712)
        RR_LATE(remu, 0x8d7a4b2c, 0x0000301f, 0x00000712)
        RR_TWICE(remu, 0x8d7a4b2c, 0x00000000)
        RR_ZERO(remu, 0x9000001f, 0x00000000, 0x8d7a4b2c, 0x8d7a4b2c)
        pass
