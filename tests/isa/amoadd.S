// amoadd.w: rd = the word at rs1, and stores the sum of the word and rs2.
// Unprivileged manual, A extension, "Atomic Memory Operations".
//@ qemu
#include "check.h"

        begin
        AMO(amoadd.w, 0x00000000, 0x00000000, 0x00000000)
        AMO(amoadd.w, 0x80000000, 0xfffff800, 0x7ffff800)
        AMO(amoadd.w, 0xfffff800, 0x80000000, 0x7ffff800)
        AMO(amoadd.w, 0x00000001, 0xffffffff, 0x00000000)
        AMO(amoadd.w, 0xffffffff, 0x00000001, 0x00000000)
        AMO(amoadd.w, 0x80000000, 0x7fffffff, 0xffffffff)
        AMO(amoadd.w, 0x7fffffff, 0x80000000, 0xffffffff)
        AMO(amoadd.w, 0xffffffff, 0xffffffff, 0xfffffffe)
        AMO(amoadd.w, 0x12345678, 0x0f0f0f0f, 0x21436587)
        AMO_PLACES(amoadd.w, 0x8d7a4b2c, 0x4000301f, 0xcd7a7b4b)
        AMO_ORDERS(amoadd.w, 0x8d7a4b2c, 0x4000301f, 0xcd7a7b4b)
        pass
