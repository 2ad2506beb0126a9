// csrrw: rd = the CSR, and the CSR = rs1. It always writes; with x0 as rd it does not read.
// Unprivileged manual, Zicsr.
//@ qemu
#include "check.h"

        begin
        li      t1, 0x12345678
        li      t2, 0x87654321
        CASE; csrw mscratch, t1; csrrw t3, mscratch, t2; IS(t3, 0x12345678); csrr t4, mscratch; IS(t4, 0x87654321)
        // rd is rs1: the two change places.
        CASE; mv t3, t1; csrrw t3, mscratch, t3; IS(t3, 0x87654321); csrr t4, mscratch; IS(t4, 0x12345678)
        // x0 in either place.
        CASE; csrrw zero, mscratch, t2; IS(zero, 0); csrr t4, mscratch; IS(t4, 0x87654321)
        CASE; csrrw t3, mscratch, zero; IS(t3, 0x87654321); csrr t4, mscratch; IS(t4, 0)
        CASE; csrw mscratch, t1; csrrw zero, mscratch, zero; csrr t4, mscratch; IS(t4, 0)
        // The source comes late; what is read is used at once.
        CASE; sw t1, 0(s0); lw t3, 0(s0); csrrw t4, mscratch, t3; csrrw t5, mscratch, t4; mv t6, t5; IS(t6, 0x12345678)
        // A write to a read-only register is illegal, also of the value that it has.
        ILLEGAL(csrrw zero, mhartid, zero)
        ILLEGAL(csrrw t3, cycle, t1)
        pass
