// A virtual cache that still holds a page's line when the page has got another frame: the machine
// stops, and says what was forgotten.
// docs/machine-options.md, "Virtual caches".
//@ machines: virt
//@ set: l1d.indexing=virtual_asid
//@ stop: stale virtual line
#include "tlb.h"

        begin_tlb
        TLB(INSERT, 0x40000000, FRAME1, RW)
        SEES(0x40000000, 1)
        sfence.vma
        TLB(INSERT, 0x40000000, FRAME2, RW)
        as_user
        li      t1, 0x40000000
        lw      t2, 0(t1)
        j       fail
        pass
