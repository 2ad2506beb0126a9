// Each of the sixteen entries works: it refuses the word it covers, though a later one permits it,
// and lies in its own byte of pmpcfg.
// Privileged manual, "Physical Memory Protection CSRs".
//@ qemu
#include "check.h"

#define ENTRY(n, cfg, shift) \
        csrw pmpaddr##n, s1; li t1, 0x10 << shift; csrs cfg, t1; \
        user; TRAPS_AT(CAUSE_LOAD_ACCESS, s0, lw t1, 0(s0)); \
        li t1, 0x10 << shift; csrc cfg, t1; CASE; csrr t1, pmpaddr##n; bne t1, s1, fail; \
        csrw pmpaddr##n, zero; user; lw t1, 0(s0); machine; IS(s6, CAUSE_ECALL_USER)

        begin
        open_pmp
        srli    s1, s0, 2
        ENTRY(0, pmpcfg0, 0)
        ENTRY(1, pmpcfg0, 8)
        ENTRY(2, pmpcfg0, 16)
        ENTRY(3, pmpcfg0, 24)
        ENTRY(4, pmpcfg1, 0)
        ENTRY(5, pmpcfg1, 8)
        ENTRY(6, pmpcfg1, 16)
        ENTRY(7, pmpcfg1, 24)
        ENTRY(8, pmpcfg2, 0)
        ENTRY(9, pmpcfg2, 8)
        ENTRY(10, pmpcfg2, 16)
        ENTRY(11, pmpcfg2, 24)
        ENTRY(12, pmpcfg3, 0)
        ENTRY(13, pmpcfg3, 8)
        ENTRY(14, pmpcfg3, 16)
        // Entry 15 is the one that opens memory; without it nothing is open.
        csrw    pmpaddr15, s1
        li      t1, 0x11000000
        csrw    pmpcfg3, t1
        CASE; li t1, MSTATUS_MPP; csrc mstatus, t1; la t1, 1f; csrw mepc, t1; la s9, 2f; mret
1:      j       fail
2:      IS(s6, CAUSE_FETCH_ACCESS)
        pass
