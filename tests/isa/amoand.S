// amoand.w: rd = the word at rs1, and stores the bits set in the word and rs2.
// Unprivileged manual, A extension, "Atomic Memory Operations".
//@ qemu
#include "check.h"

        begin
        AMO(amoand.w, 0x00000000, 0x00000000, 0x00000000)
        AMO(amoand.w, 0x80000000, 0xfffff800, 0x80000000)
        AMO(amoand.w, 0xfffff800, 0x80000000, 0x80000000)
        AMO(amoand.w, 0x00000001, 0xffffffff, 0x00000001)
        AMO(amoand.w, 0xffffffff, 0x00000001, 0x00000001)
        AMO(amoand.w, 0x80000000, 0x7fffffff, 0x00000000)
        AMO(amoand.w, 0x7fffffff, 0x80000000, 0x00000000)
        AMO(amoand.w, 0xffffffff, 0xffffffff, 0xffffffff)
        AMO(amoand.w, 0x12345678, 0x0f0f0f0f, 0x02040608)
        AMO_PLACES(amoand.w, 0x8d7a4b2c, 0x4000301f, 0x0000000c)
        AMO_ORDERS(amoand.w, 0x8d7a4b2c, 0x4000301f, 0x0000000c)
        pass
