// Those fields of registers that are the same on every processor of this kind.
// Privileged manual, "Machine-Level CSRs".
//@ qemu
#include "check.h"

        begin
        csrw    mie, zero
        KEEPS(mscratch, -1, -1)
        KEEPS(mscratch, 0, 0)
        CASE; li t1, 0x888; csrw mie, t1; csrr t2, mie; and t2, t2, t1; IS(t2, 0x888); csrw mie, zero
        KEEPS(mepc, 0x40000000, 0x40000000)
        KEEPS(mcause, 5, 5)
        KEEPS(mcause, 0x80000007, 0x80000007)
        KEEPS(mtval, 0x12345678, 0x12345678)
        // MPP keeps only modes that exist.
        CASE; li t1, MSTATUS_MPP; csrs mstatus, t1; csrr t2, mstatus; and t2, t2, t1; IS(t2, MSTATUS_MPP)
        CASE; csrc mstatus, t1; csrr t2, mstatus; and t2, t2, t1; IS(t2, 0)
        CASE; csrr t1, misa; li t2, 0xc0101101; and t1, t1, t2; IS(t1, 0x40101101)
        CASE; csrr t1, mhartid; IS(t1, 0)
        pass
