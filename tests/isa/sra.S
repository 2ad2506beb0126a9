// sra: rd = rs1 shifted right by the lower five bits of rs2, the sign coming in.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(sra, 0x80000000, 0x00000000, 0x80000000)
        RR(sra, 0x80000000, 0x00000001, 0xc0000000)
        RR(sra, 0x80000000, 0x0000001f, 0xffffffff)
        RR(sra, 0x7fffffff, 0x00000001, 0x3fffffff)
        RR(sra, 0x7fffffff, 0x0000001f, 0x00000000)
        RR(sra, 0xffffffff, 0x00000001, 0xffffffff)
        RR(sra, 0xffffffff, 0x0000001f, 0xffffffff)
        RR(sra, 0x81818181, 0x00000007, 0xff030303)
        RR(sra, 0x21212121, 0x0000000e, 0x00008484)
        RR(sra, 0x80000000, 0x00000020, 0x80000000)
        RR(sra, 0x81818181, 0xffffffc7, 0xff030303)
        RR(sra, 0x00000001, 0x00000001, 0x00000000)

        RR_PLACES(sra, 0x8000000d, 0x0000000b, 0xfff00000)
        RR_LATE(sra, 0x8000000d, 0x0000000b, 0xfff00000)
        RR_TWICE(sra, 0x8000000d, 0xfffc0000)
        RR_ZERO(sra, 0x0000000b, 0x00000000, 0x8000000d, 0x8000000d)
        pass
