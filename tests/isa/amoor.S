// amoor.w: rd = the word at rs1, and stores the bits set in the word or rs2.
// Unprivileged manual, A extension, "Atomic Memory Operations".
//@ qemu
#include "check.h"

        begin
        AMO(amoor.w, 0x00000000, 0x00000000, 0x00000000)
        AMO(amoor.w, 0x80000000, 0xfffff800, 0xfffff800)
        AMO(amoor.w, 0xfffff800, 0x80000000, 0xfffff800)
        AMO(amoor.w, 0x00000001, 0xffffffff, 0xffffffff)
        AMO(amoor.w, 0xffffffff, 0x00000001, 0xffffffff)
        AMO(amoor.w, 0x80000000, 0x7fffffff, 0xffffffff)
        AMO(amoor.w, 0x7fffffff, 0x80000000, 0xffffffff)
        AMO(amoor.w, 0xffffffff, 0xffffffff, 0xffffffff)
        AMO(amoor.w, 0x12345678, 0x0f0f0f0f, 0x1f3f5f7f)
        AMO_PLACES(amoor.w, 0x8d7a4b2c, 0x4000301f, 0xcd7a7b3f)
        AMO_ORDERS(amoor.w, 0x8d7a4b2c, 0x4000301f, 0xcd7a7b3f)
        pass
