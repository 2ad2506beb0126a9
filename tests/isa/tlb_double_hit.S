// Two entries that match one page stop the machine.
// docs/machine.md, "Translation and the TLB".
//@ machines: virt classic r3000
//@ stop: two TLB entries match one page
#include "tlb.h"

        begin_tlb
        TLB(INSERT, 0x40000000, FRAME1, RW)
        SEES(0x40000000, 1)
        TLB(INSERT, 0x40000000, FRAME2, RW)
        // A probe is no access: it gives the first.
        csrwi   mtlbop, PROBE
        CASE; csrr t1, mtlbidx; bltz t1, fail
        as_user
        li      t1, 0x40000000
        lw      t2, 0(t1)
        j       fail
        pass
