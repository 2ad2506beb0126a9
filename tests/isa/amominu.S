// amominu.w: rd = the word at rs1, and stores the smaller of the word and rs2, as unsigned numbers.
// Unprivileged manual, A extension, "Atomic Memory Operations".
//@ qemu
#include "check.h"

        begin
        AMO(amominu.w, 0x00000000, 0x00000000, 0x00000000)
        AMO(amominu.w, 0x80000000, 0xfffff800, 0x80000000)
        AMO(amominu.w, 0xfffff800, 0x80000000, 0x80000000)
        AMO(amominu.w, 0x00000001, 0xffffffff, 0x00000001)
        AMO(amominu.w, 0xffffffff, 0x00000001, 0x00000001)
        AMO(amominu.w, 0x80000000, 0x7fffffff, 0x7fffffff)
        AMO(amominu.w, 0x7fffffff, 0x80000000, 0x7fffffff)
        AMO(amominu.w, 0xffffffff, 0xffffffff, 0xffffffff)
        AMO(amominu.w, 0x12345678, 0x0f0f0f0f, 0x0f0f0f0f)
        AMO_PLACES(amominu.w, 0x8d7a4b2c, 0x4000301f, 0x4000301f)
        AMO_ORDERS(amominu.w, 0x8d7a4b2c, 0x4000301f, 0x4000301f)
        pass
