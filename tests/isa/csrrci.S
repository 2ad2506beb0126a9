// csrrci: rd = the CSR, in which the bits of a number below 32 are cleared; 0 does not write.
// Unprivileged manual, Zicsr.
//@ qemu
#include "check.h"

        begin
        li      t1, 0x8000000f
        CASE; csrw mscratch, t1; csrrci t3, mscratch, 21; IS(t3, 0x8000000f); csrr t4, mscratch; IS(t4, 0x8000000a)
        CASE; csrw mscratch, t1; csrrci zero, mscratch, 31; IS(zero, 0); csrr t4, mscratch; IS(t4, 0x80000000)
        CASE; csrw mscratch, t1; csrrci t3, mscratch, 0; IS(t3, 0x8000000f); csrr t4, mscratch; IS(t4, 0x8000000f)
        CASE; csrw mscratch, t1; csrrci t3, mscratch, 1; addi t4, t3, 1; IS(t4, 0x80000010)
        CASE; csrrci t3, mhartid, 0; IS(t3, 0)
        ILLEGAL(csrrci t3, mhartid, 1)
        pass
