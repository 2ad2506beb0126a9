// Instructions whose destination is x0 and that compute are hints: they do nothing.
// Unprivileged manual, RV32I, "HINT Instructions".
//@ qemu
#include "check.h"

        begin
        li      t1, -1
        CASE; lui zero, 1; auipc zero, 1; addi zero, t1, 1; slti zero, t1, 1; andi zero, t1, 1; IS(zero, 0)
        CASE; slli zero, t1, 31; srai zero, t1, 7; slli zero, zero, 31; srai zero, zero, 7; IS(zero, 0)
        CASE; add zero, t1, t1; sub zero, t1, t1; sll zero, t1, t1; sltu zero, zero, t1; and zero, t1, t1; IS(zero, 0)
        CASE; add zero, zero, sp; mul zero, t1, t1; div zero, t1, zero; IS(zero, 0)
        // The markers of a semihosting call, without the ebreak between.
        CASE; slli zero, zero, 0x1f; srai zero, zero, 7; IS(t1, -1)
        pass
