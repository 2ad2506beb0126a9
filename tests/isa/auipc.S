// auipc: rd = the instruction's own address + the immediate in the upper 20 bits, modulo 2^32.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

// jal says where the auipc stands.
#define AUIPC(imm, distance) \
        CASE; jal t1, 1f; \
1:      auipc t3, imm; sub t3, t3, t1; IS(t3, distance)

        begin
        AUIPC(0, 0)
        AUIPC(1, 0x00001000)
        AUIPC(0xfffff, 0xfffff000)
        AUIPC(0x80000, 0x80000000)
        AUIPC(0x7ffff, 0x7ffff000)
        CASE; auipc t1, 0; auipc t2, 0; sub t3, t2, t1; IS(t3, 4)
        CASE; auipc zero, 1; IS(zero, 0)
        pass
