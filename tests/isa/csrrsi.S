// csrrsi: rd = the CSR, in which the bits of a number below 32 are set; 0 does not write.
// Unprivileged manual, Zicsr.
//@ qemu
#include "check.h"

        begin
        li      t1, 0x80000008
        CASE; csrw mscratch, t1; csrrsi t3, mscratch, 21; IS(t3, 0x80000008); csrr t4, mscratch; IS(t4, 0x8000001d)
        CASE; csrw mscratch, t1; csrrsi zero, mscratch, 31; IS(zero, 0); csrr t4, mscratch; IS(t4, 0x8000001f)
        CASE; csrw mscratch, t1; csrrsi t3, mscratch, 0; IS(t3, 0x80000008); csrr t4, mscratch; IS(t4, 0x80000008)
        CASE; csrw mscratch, t1; csrrsi t3, mscratch, 1; addi t4, t3, 1; IS(t4, 0x80000009)
        CASE; csrrsi t3, mhartid, 0; IS(t3, 0)
        ILLEGAL(csrrsi t3, mhartid, 1)
        pass
