// addi: rd = rs1 + the sign-extended immediate, modulo 2^32.
// Unprivileged manual, RV32I, "Integer Register-Immediate Instructions".
//@ qemu
#include "check.h"

        begin
        RI(addi, 0x00000000, 0, 0x00000000)
        RI(addi, 0x00000001, 1, 0x00000002)
        RI(addi, 0x00000000, -2048, 0xfffff800)
        RI(addi, 0x00000000, 2047, 0x000007ff)
        RI(addi, 0x80000000, -1, 0x7fffffff)
        RI(addi, 0x80000000, 2047, 0x800007ff)
        RI(addi, 0x80000000, -2048, 0x7ffff800)
        RI(addi, 0x7fffffff, 1, 0x80000000)
        RI(addi, 0x7fffffff, 2047, 0x800007fe)
        RI(addi, 0x7fffffff, -1, 0x7ffffffe)
        RI(addi, 0xffffffff, -1, 0xfffffffe)
        RI(addi, 0xffffffff, 1, 0x00000000)
        RI(addi, 0xffffffff, 0, 0xffffffff)
        RI(addi, 0xff00ff00, 1807, 0xff01060f)
        RI(addi, 0x00ff00ff, -241, 0x00ff000e)
        RI(addi, 0xfffff800, -2048, 0xfffff000)
        RI(addi, 0xfffff7ff, -2048, 0xffffefff)
        RI(addi, 0x000007fe, 2047, 0x00000ffd)

        RI_PLACES(addi, 0x8d7a4b2c, -1234, 0x8d7a465a)
        RI_LATE(addi, 0x8d7a4b2c, -1234, 0x8d7a465a)
        RI_ZERO(addi, -1234, 0xfffffb2e)
        pass
