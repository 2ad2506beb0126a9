// A megapage maps 4 MiB; the lower ten bits of its frame must be zero, else it is a page fault.
// Sv32 has 34 bits of physical address: beyond 32 there is nothing.
// Privileged manual, "Virtual Address Translation Process"; docs/machine.md.
//@ machines: virt classic r3000
#include "tlb.h"

        begin_tlb
        TLB(INSERT, 0x40000000 | MEGA, MEGAFRAME, RW)
        SEES(0x40008000, 1)
        SEES(0x40009000, 2)
        CASE; as_user; li t1, 0x403ffffc; lw t2, 0(t1); as_machine
        MISSES(0x40400000, 0)
        MISSES(0x3ffffffc, 0)
        // Any address within it finds it, and drops it.
        li      t1, 0x40123000
        csrw    mtlbhi, t1
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; bltz t1, fail
        li      t1, 0x40200000
        sfence.vma t1
        MISSES(0x40008000, 0)
        // Entered under an address in its middle, it is the same.
        TLB(INSERT, 0x40005000 | MEGA, MEGAFRAME, RW)
        SEES(0x40009000, 2)
        sfence.vma
        // A misaligned one.
        TLB(INSERT, 0x40000000 | MEGA, FRAME1, RW)
        FAULTS(CAUSE_LOAD_PAGE, 0x40000000, lw t1, 0(t3))
        sfence.vma
        // Frame 0x100000 is byte 2^32.
        li      t0, 0x40000000
        csrw    mtlbhi, t0
        li      t0, 0x40000000 | RW
        csrw    mtlblo, t0
        csrwi   mtlbop, INSERT
        FAULTS(CAUSE_LOAD_ACCESS, 0x40000010, lw t1, 0(t3))
        FAULTS(CAUSE_STORE_ACCESS, 0x40000010, sw t1, 0(t3))
        pass
