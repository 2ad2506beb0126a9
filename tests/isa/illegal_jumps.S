// jalr has one funct3, branches have six.
// Unprivileged manual, "RV32/64G Instruction Set Listings".
//@ qemu
#include "check.h"

        begin
        ILLEGAL_WORD(0x00001067)
        ILLEGAL_WORD(0x00002067)
        ILLEGAL_WORD(0x00003067)
        ILLEGAL_WORD(0x00004067)
        ILLEGAL_WORD(0x00005067)
        ILLEGAL_WORD(0x00006067)
        ILLEGAL_WORD(0x00007067)
        // beq and bne stand at 0 and 1, blt to bgeu at 4 to 7.
        ILLEGAL_WORD(0x00002463)
        ILLEGAL_WORD(0x00003463)
        pass
