// mtlbop 2 writes the entry mtlbidx, 3 reads it, 4 probes for mtlbhi and sets mtlbidx. An index that
// does not exist writes nothing and reads zeroes; other operations do nothing.
// docs/machine.md, "The machine's own CSRs".
//@ machines: virt
//@ set: tlb.entries=16
#include "tlb.h"

        begin_tlb
        csrwi   mtlbidx, 9
        TLB(WRITE, 0x40000003, FRAME1, RW)
        csrw    mtlbhi, zero
        csrw    mtlblo, zero
        csrwi   mtlbop, READ
        CASE; csrr t1, mtlbhi; IS(t1, 0x40000003); csrr t1, mtlblo; IS(t1, FRAME1 >> 2 | RW)
        // mtlbhi keeps page, size and ASID in an entry, and no other bit.
        TLB(WRITE, 0x40000fff, FRAME1, RW)
        csrwi   mtlbop, READ
        CASE; csrr t1, mtlbhi; IS(t1, 0x400002ff)
        TLB(WRITE, 0x40000003, FRAME1, RW)

        // Probes look at page and ASID.
        csrw    mtlbidx, zero
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, 9)
        CASE; li t1, 0x40001003; csrw mtlbhi, t1; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, FAILED)
        CASE; li t1, 0x40000004; csrw mtlbhi, t1; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, FAILED)
        // Probing uses nothing, and changes neither mtlbhi nor mtlblo.
        CASE; csrr t1, mtlbhi; IS(t1, 0x40000004); csrr t1, mtlblo; IS(t1, FRAME1 >> 2 | RW)
        // An invalid entry matches nothing.
        csrwi   mtlbidx, 9
        TLB(WRITE, 0x40000003, FRAME1, RW - V)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, FAILED)

        // Beyond the last.
        csrwi   mtlbidx, 16
        TLB(WRITE, 0x40000003, FRAME1, RW)
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, FAILED)
        csrwi   mtlbidx, 16
        csrwi   mtlbop, READ
        CASE; csrr t1, mtlbhi; IS(t1, 0); csrr t1, mtlblo; IS(t1, 0)
        // Operations that do not exist.
        TLB(0, 0x40000003, FRAME1, RW)
        csrwi   mtlbop, 5
        csrwi   mtlbop, 31
        CASE; csrwi mtlbop, PROBE; csrr t1, mtlbidx; IS(t1, FAILED); csrr t1, mtlbop; IS(t1, 0)
        pass
