// MPRV: loads, stores and AMOs of machine mode are done as in the mode MPP; fetches are not.
// Privileged manual, "Memory Privilege in mstatus Register".
//@ qemu
#include "check.h"

#define NA4_R 0x11

        begin
        // User mode may read one word and nothing else, not even fetch.
        srli    t1, s0, 2
        csrw    pmpaddr0, t1
        li      t1, NA4_R
        csrw    pmpcfg0, t1
        li      s1, MSTATUS_MPRV
        li      s2, MSTATUS_MPP
        addi    t4, s0, 4
        // MPP is user.
        CASE; csrc mstatus, s2; csrs mstatus, s1; lw t1, 0(s0); lbu t1, 1(s0); lr.w t1, (s0)
        csrc mstatus, s2; csrs mstatus, s1; TRAPS_AT(CAUSE_STORE_ACCESS, s0, sw t1, 0(s0))
        csrc mstatus, s2; csrs mstatus, s1; TRAPS_AT(CAUSE_STORE_ACCESS, s0, amoor.w t1, t1, (s0))
        csrc mstatus, s2; csrs mstatus, s1; TRAPS_AT(CAUSE_LOAD_ACCESS, t4, lw t1, 4(s0))
        // The trap came from machine mode, so MPP is machine now, and MPRV has no effect.
        CASE; csrr t1, mstatus; and t1, t1, s2; IS(t1, MSTATUS_MPP); lw t1, 4(s0); sw t1, 4(s0)
        // Without MPRV, MPP does not matter.
        CASE; csrc mstatus, s1; csrc mstatus, s2; lw t1, 4(s0); sw t1, 4(s0)
        pass
