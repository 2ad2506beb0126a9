// sll: rd = rs1 shifted left by the lower five bits of rs2.
// Unprivileged manual, RV32I, "Integer Register-Register Operations".
//@ qemu
#include "check.h"

        begin
        RR(sll, 0x00000001, 0x00000000, 0x00000001)
        RR(sll, 0x00000001, 0x00000001, 0x00000002)
        RR(sll, 0x00000001, 0x0000001f, 0x80000000)
        RR(sll, 0xffffffff, 0x00000000, 0xffffffff)
        RR(sll, 0xffffffff, 0x00000001, 0xfffffffe)
        RR(sll, 0xffffffff, 0x0000001f, 0x80000000)
        RR(sll, 0x21212121, 0x00000007, 0x90909080)
        RR(sll, 0x21212121, 0x0000000e, 0x48484000)
        RR(sll, 0x00000001, 0x00000020, 0x00000001)
        RR(sll, 0x21212121, 0xffffffc7, 0x90909080)
        RR(sll, 0x80000000, 0x00000001, 0x00000000)

        RR_PLACES(sll, 0x8000000d, 0x0000000b, 0x00006800)
        RR_LATE(sll, 0x8000000d, 0x0000000b, 0x00006800)
        RR_TWICE(sll, 0x8000000d, 0x0001a000)
        RR_ZERO(sll, 0x0000000b, 0x00000000, 0x8000000d, 0x8000000d)
        pass
