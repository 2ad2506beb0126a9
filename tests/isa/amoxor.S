// amoxor.w: rd = the word at rs1, and stores the bits that differ in the word and rs2.
// Unprivileged manual, A extension, "Atomic Memory Operations".
//@ qemu
#include "check.h"

        begin
        AMO(amoxor.w, 0x00000000, 0x00000000, 0x00000000)
        AMO(amoxor.w, 0x80000000, 0xfffff800, 0x7ffff800)
        AMO(amoxor.w, 0xfffff800, 0x80000000, 0x7ffff800)
        AMO(amoxor.w, 0x00000001, 0xffffffff, 0xfffffffe)
        AMO(amoxor.w, 0xffffffff, 0x00000001, 0xfffffffe)
        AMO(amoxor.w, 0x80000000, 0x7fffffff, 0xffffffff)
        AMO(amoxor.w, 0x7fffffff, 0x80000000, 0xffffffff)
        AMO(amoxor.w, 0xffffffff, 0xffffffff, 0x00000000)
        AMO(amoxor.w, 0x12345678, 0x0f0f0f0f, 0x1d3b5977)
        AMO_PLACES(amoxor.w, 0x8d7a4b2c, 0x4000301f, 0xcd7a7b33)
        AMO_ORDERS(amoxor.w, 0x8d7a4b2c, 0x4000301f, 0xcd7a7b33)
        pass
