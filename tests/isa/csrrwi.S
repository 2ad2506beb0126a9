// csrrwi: rd = the CSR, which becomes a number of five bits, extended with zeroes. It always writes.
// Unprivileged manual, Zicsr.
//@ qemu
#include "check.h"

        begin
        li      t1, -1
        CASE; csrw mscratch, t1; csrrwi t3, mscratch, 31; IS(t3, -1); csrr t4, mscratch; IS(t4, 31)
        CASE; csrrwi t3, mscratch, 16; IS(t3, 31); csrr t4, mscratch; IS(t4, 16)
        CASE; csrrwi zero, mscratch, 5; IS(zero, 0); csrr t4, mscratch; IS(t4, 5)
        CASE; csrw mscratch, t1; csrrwi t3, mscratch, 0; IS(t3, -1); csrr t4, mscratch; IS(t4, 0)
        CASE; csrw mscratch, t1; csrrwi t3, mscratch, 1; addi t4, t3, 2; IS(t4, 1)
        ILLEGAL(csrrwi zero, mhartid, 0)
        pass
