// A global page and a page of the current address space at one address are two matches, too; in
// another address space there is one.
// docs/machine.md, "Translation and the TLB".
//@ machines: virt
//@ stop: two TLB entries match one page
#include "tlb.h"

        begin_tlb
        TLB(INSERT, 0x40000001, FRAME1, RW)
        TLB(INSERT, 0x40000002, FRAME2, RW | G)
        SPACE(2)
        SEES(0x40000000, 2)
        SPACE(1)
        as_user
        li      t1, 0x40000000
        lw      t2, 0(t1)
        j       fail
        pass
