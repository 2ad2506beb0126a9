// User mode's fetches are translated as its loads are: code of one frame runs at another address,
// across pages, and a page that is exchanged is seen at the next fetch behind sfence.vma.
// docs/machine.md, "Translation and the TLB".
//@ machines: virt classic r3000
#include "tlb.h"

#define CODE 0x40000000

// Enters user mode there; the ecall's address is in s8.
#define ENTER(va) CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; li t1, va; csrw mepc, t1; la s9, 1f; mret; 1: IS(s6, CAUSE_ECALL_USER)

        begin_tlb
        // The last word of frame 1 is addi a0, a0, 1; the first of frame 2 addi a0, a0, 16, then ecall.
        li      t1, 0x00150513
        li      t2, FRAME2
        sw      t1, -4(t2)
        li      t1, 0x01050513
        sw      t1, 0(t2)
        li      t1, 0x00000073
        sw      t1, 4(t2)
        li      t2, FRAME1
        sw      t1, 4(t2)
        fence.i
        TLB(INSERT, CODE, FRAME1, V | X | U | A)
        TLB(INSERT, CODE + 0x1000, FRAME2, V | X | U | A)
        li      a0, 0
        ENTER(CODE + 0xffc)
        CHECK(a0, 17)
        CHECK(s8, CODE + 0x1004)
        // Exchanged: the same address is now in frame 1.
        sfence.vma
        TLB(INSERT, CODE + 0x1000, FRAME1, V | X | U | A)
        fence.i
        ENTER(CODE + 0x1004)
        CHECK(a0, 17)
        CHECK(s8, CODE + 0x1004)
        // The next page is missing: the first instruction is done, the second is the miss.
        sfence.vma
        TLB(INSERT, CODE, FRAME1, V | X | U | A)
        CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; li t1, CODE + 0xffc; csrw mepc, t1; la s9, 1f; mret
1:      IS(s6, CAUSE_FETCH_REFILL); IS(s7, CODE + 0x1000); IS(s8, CODE + 0x1000); IS(a0, 18)
        pass
