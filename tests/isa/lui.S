// lui: rd = the immediate in the upper 20 bits, zeroes below.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        CASE; lui t3, 0; IS(t3, 0)
        CASE; lui t3, 1; IS(t3, 0x00001000)
        CASE; lui t3, 0xfffff; IS(t3, 0xfffff000)
        CASE; lui t3, 0x80000; IS(t3, 0x80000000)
        CASE; lui t3, 0x7ffff; IS(t3, 0x7ffff000)
        CASE; li t3, -1; lui t3, 0x12345; IS(t3, 0x12345000)
        CASE; lui t3, 0x12345; mv t4, t3; IS(t4, 0x12345000)
        CASE; lui zero, 0xfffff; IS(zero, 0)
        pass
