// amomaxu.w: rd = the word at rs1, and stores the larger of the word and rs2, as unsigned numbers.
// Unprivileged manual, A extension, "Atomic Memory Operations".
//@ qemu
#include "check.h"

        begin
        AMO(amomaxu.w, 0x00000000, 0x00000000, 0x00000000)
        AMO(amomaxu.w, 0x80000000, 0xfffff800, 0xfffff800)
        AMO(amomaxu.w, 0xfffff800, 0x80000000, 0xfffff800)
        AMO(amomaxu.w, 0x00000001, 0xffffffff, 0xffffffff)
        AMO(amomaxu.w, 0xffffffff, 0x00000001, 0xffffffff)
        AMO(amomaxu.w, 0x80000000, 0x7fffffff, 0x80000000)
        AMO(amomaxu.w, 0x7fffffff, 0x80000000, 0x80000000)
        AMO(amomaxu.w, 0xffffffff, 0xffffffff, 0xffffffff)
        AMO(amomaxu.w, 0x12345678, 0x0f0f0f0f, 0x12345678)
        AMO_PLACES(amomaxu.w, 0x8d7a4b2c, 0x4000301f, 0x8d7a4b2c)
        AMO_ORDERS(amomaxu.w, 0x8d7a4b2c, 0x4000301f, 0x8d7a4b2c)
        pass
