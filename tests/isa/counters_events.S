// mhpmevent3 to 31 choose what a counter counts; an unknown number counts nothing, and choosing
// keeps the value. Counters are independent of each other, and can be written.
// Privileged manual, "Hardware Performance Monitor"; docs/machine.md, "CSRs".
//@ machines: virt classic
#include "check.h"

#define L1D_ACCESSES 5

        begin
        csrwi   mhpmevent3, L1D_ACCESSES
        csrwi   mhpmevent31, L1D_ACCESSES
        csrwi   mhpmevent30, 0
        csrwi   mhpmcounter3, 0
        li      t1, 100
        csrw    mhpmcounter31, t1
        csrwi   mhpmcounter30, 7
        CASE; lw t1, 0(s0); sw t1, 4(s0); amoadd.w t1, t1, (s0); lr.w t1, (s0); sc.w t1, t1, (s0); sc.w t1, t1, (s0)
        // Five: a failing sc.w makes no access.
        csrr    t1, mhpmcounter3; IS(t1, 5)
        csrr    t1, hpmcounter31; IS(t1, 105)
        csrr    t1, mhpmcounter30; IS(t1, 7)
        csrr    t1, mhpmcounter3h; IS(t1, 0)
        // The lower half carries.
        CASE; li t1, -1; csrw mhpmcounter3, t1; lw t1, 0(s0); lw t1, 0(s0); csrr t1, mhpmcounter3; csrr t2, mhpmcounter3h; IS(t1, 1); IS(t2, 1)
        // Another event, an unknown event: the value stays.
        CASE; csrwi mhpmcounter3, 5; csrwi mhpmevent3, 31; csrr t1, mhpmevent3; IS(t1, 0); lw t1, 0(s0); csrr t1, mhpmcounter3; IS(t1, 5)
        CASE; csrwi mhpmevent3, L1D_ACCESSES; lw t1, 0(s0); csrr t1, mhpmcounter3; IS(t1, 6)
        pass
