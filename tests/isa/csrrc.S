// csrrc: rd = the CSR, whose bits that are set in rs1 are cleared. With x0 as rs1 it does not
// write; with another register it writes, whatever that holds.
// Unprivileged manual, Zicsr.
//@ qemu
#include "check.h"

        begin
        li      t1, 0x0f0f00ff
        li      t2, 0x33333333
        CASE; csrw mscratch, t1; csrrc t3, mscratch, t2; IS(t3, 0x0f0f00ff); csrr t4, mscratch; IS(t4, 0x0c0c00cc)
        CASE; csrw mscratch, t1; mv t3, t2; csrrc t3, mscratch, t3; IS(t3, 0x0f0f00ff); csrr t4, mscratch; IS(t4, 0x0c0c00cc)
        CASE; csrw mscratch, t1; csrrc zero, mscratch, t2; IS(zero, 0); csrr t4, mscratch; IS(t4, 0x0c0c00cc)
        CASE; csrw mscratch, t1; csrrc t3, mscratch, zero; IS(t3, 0x0f0f00ff); csrr t4, mscratch; IS(t4, 0x0f0f00ff)
        CASE; csrw mscratch, t1; sw t2, 0(s0); lw t3, 0(s0); csrrc t4, mscratch, t3; addi t5, t4, 1; IS(t5, 0x0f0f0100)
        // Read-only registers.
        CASE; csrrc t3, mhartid, zero; IS(t3, 0)
        pass
