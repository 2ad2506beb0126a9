// The four forms of sfence.vma: everything; an address in all spaces, global pages included; a space
// but for its global pages; an address of one space, not if it is global.
// Privileged manual, "Supervisor Memory-Management Fence Instruction".
//@ machines: virt classic r3000
#include "tlb.h"

#define ONE   0x40000000
#define TWO   0x40001000
#define ALL   0x50000000

// Whether the pages ONE and TWO of space 1, ONE of space 2, and the global page are there (1 or 0).
#define THERE(one, two, other, all) \
        PRESENT(ONE + 1, one); PRESENT(TWO + 1, two); PRESENT(ONE + 2, other); PRESENT(ALL + 1, all)
#define PRESENT(hi, there) \
        CASE; li t1, hi; csrw mtlbhi, t1; csrwi mtlbop, PROBE; csrr t1, mtlbidx; \
        not t1, t1; srli t1, t1, 31; IS(t1, there)
#define FILL \
        sfence.vma; TLB(INSERT, ONE + 1, FRAME1, RW); TLB(INSERT, TWO + 1, FRAME2, RW); \
        TLB(INSERT, ONE + 2, FRAME1, RW); TLB(INSERT, ALL + 1, FRAME2, RW | G)

        begin_tlb
        FILL
        THERE(1, 1, 1, 1)
        sfence.vma
        THERE(0, 0, 0, 0)
        // An address anywhere in the page.
        FILL
        li      t2, ONE + 0x123
        sfence.vma t2
        THERE(0, 1, 0, 1)
        li      t2, ALL
        sfence.vma t2
        THERE(0, 1, 0, 0)
        FILL
        li      t2, 1
        sfence.vma zero, t2
        THERE(0, 0, 1, 1)
        FILL
        li      t2, ONE
        li      t3, 1
        sfence.vma t2, t3
        THERE(0, 1, 1, 1)
        li      t2, ALL
        sfence.vma t2, t3
        THERE(0, 1, 1, 1)
        // A register that holds 0 is an address or a space, not "all".
        FILL
        li      t2, 0
        sfence.vma t2
        THERE(1, 1, 1, 1)
        sfence.vma zero, t2
        THERE(1, 1, 1, 1)
        sfence.vma t2, t3
        THERE(1, 1, 1, 1)
        pass
