// What the machine's own registers keep of all ones, all zeroes, and of values in between.
// Privileged manual, "Machine-Level CSRs"; docs/machine.md, "CSRs".
#include "check.h"

        begin
        csrw    mie, zero
        KEEPS(mscratch, -1, -1)
        KEEPS(mscratch, 0, 0)
        // MIE, MPIE, MPP, MPRV exist; MPP keeps its value if a mode is written that does not.
        li      t3, 0
        csrw    mstatus, zero
        KEEPS(mstatus, 0xffffe777, 0x00020000)
        KEEPS(mstatus, -1, 0x00021888)
        KEEPS(mstatus, 0x00000800, 0x00001800)
        KEEPS(mstatus, 0x00001000, 0x00001800)
        KEEPS(mstatus, 0, 0)
        KEEPS(mstatus, 0x00001000, 0)
        KEEPS(mstatus, 0x00000800, 0)
        KEEPS(mstatush, -1, 0)
        // RV32 with A, I, M and user mode, which cannot be turned off.
        KEEPS(misa, 0, 0x40101101)
        KEEPS(misa, -1, 0x40101101)
        KEEPS(mie, -1, 0x888)
        KEEPS(mie, 0, 0)
        KEEPS(mip, -1, 0)
        // mepc has no lowest two bits, and any other value.
        KEEPS(mepc, -1, -4)
        KEEPS(mepc, 2, 0)
        KEEPS(mepc, 0x40000000, 0x40000000)
        KEEPS(mcause, -1, -1)
        KEEPS(mcause, 0x80000007, 0x80000007)
        KEEPS(mtval, 0x12345678, 0x12345678)
        KEEPS(mcounteren, -1, -1)
        KEEPS(mcounteren, 0, 0)
        // There is no bit for time.
        KEEPS(mcountinhibit, -1, -3)
        KEEPS(mcountinhibit, 0, 0)
        // FIOM alone.
        KEEPS(menvcfg, -1, 1)
        KEEPS(menvcfg, 0, 0)
        KEEPS(menvcfgh, -1, 0)
        // Sv32's ASID of up to nine bits, of which `tlb.asid_bits` exist.
        csrr    t3, mconfig
        srli    t3, t3, 8
        andi    t3, t3, 15
        li      t4, 1
        sll     t4, t4, t3
        addi    t4, t4, -1
        slli    t4, t4, 22
        li      t5, 0x803fffff
        or      t4, t4, t5
        CASE; li t1, -1; csrw satp, t1; csrr t2, satp; bne t2, t4, fail
        KEEPS(satp, 0x00080100, 0x00080100)
        KEEPS(satp, 0, 0)
        // The machine's own.
        KEEPS(mtlbvec, -1, -4)
        KEEPS(mtlbs0, -1, -1)
        KEEPS(mtlbs1, 0x12345678, 0x12345678)
        KEEPS(mcacheaddr, 0x80000001, 0x80000001)
        KEEPS(mtlbop, 0, 0)
        KEEPS(mcacheop, 0, 0)
        // mtvec: the base, and one bit of mode; a reserved mode's lowest bit is kept.
        KEEPS(mtvec, 0x80000000, 0x80000000)
        KEEPS(mtvec, 0x80000001, 0x80000001)
        KEEPS(mtvec, 0x80000002, 0x80000000)
        KEEPS(mtvec, 0x80000003, 0x80000001)
        pass
