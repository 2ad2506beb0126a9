// srl: rd = rs1 shifted right by the lower five bits of rs2, zeroes coming in.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(srl, 0x80000000, 0x00000000, 0x80000000)
        RR(srl, 0x80000000, 0x00000001, 0x40000000)
        RR(srl, 0x80000000, 0x0000001f, 0x00000001)
        RR(srl, 0x7fffffff, 0x00000001, 0x3fffffff)
        RR(srl, 0x7fffffff, 0x0000001f, 0x00000000)
        RR(srl, 0xffffffff, 0x00000001, 0x7fffffff)
        RR(srl, 0xffffffff, 0x0000001f, 0x00000001)
        RR(srl, 0x81818181, 0x00000007, 0x01030303)
        RR(srl, 0x21212121, 0x0000000e, 0x00008484)
        RR(srl, 0x80000000, 0x00000020, 0x80000000)
        RR(srl, 0x81818181, 0xffffffc7, 0x01030303)
        RR(srl, 0x00000001, 0x00000001, 0x00000000)

        RR_PLACES(srl, 0x8000000d, 0x0000000b, 0x00100000)
        RR_LATE(srl, 0x8000000d, 0x0000000b, 0x00100000)
        RR_TWICE(srl, 0x8000000d, 0x00040000)
        RR_ZERO(srl, 0x0000000b, 0x00000000, 0x8000000d, 0x8000000d)
        pass
