// Words whose lowest two bits are not 11 would be compressed instructions, which do not exist here;
// all zeroes and all ones are illegal by definition.
// mtval has all 32 bits. (QEMU gives 16 of them.)
// Unprivileged manual, "Base Instruction-Length Encoding".
#include "check.h"

        begin
        ILLEGAL_WORD(0)
        ILLEGAL_WORD(0xffffffff)
        ILLEGAL_WORD(0x00000001)
        ILLEGAL_WORD(0x00010001)
        ILLEGAL_WORD(0x00000002)
        ILLEGAL_WORD(0x00008082)
        ILLEGAL_WORD(0x12345678)
        ILLEGAL_WORD(0x00000010)
        ILLEGAL_WORD(0x00000011)
        // addi x0, x0, 0 with other lowest bits.
        ILLEGAL_WORD(0x00000012)
        CASE; .4byte 0x00000013; li t1, 1; IS(t1, 1)
        // Instructions of more than 32 bits.
        ILLEGAL_WORD(0x0000001f)
        ILLEGAL_WORD(0x0000003f)
        ILLEGAL_WORD(0x0000007f)
        pass
