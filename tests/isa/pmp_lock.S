// L binds machine mode as well, and keeps the entry as it is until reset: its configuration, its
// address, and, for a TOR entry, the address of the entry below. The others stay free.
// Privileged manual, "Locking and Privilege Mode".
//@ qemu
#include "check.h"

        begin
        srli    s1, s0, 2
        li      t3, 1
        // Entry 1: the word at s0, locked, read-only.
        csrw    pmpaddr1, s1
        li      t1, 0x9100
        csrw    pmpcfg0, t1
        CASE; lw t1, 0(s0); sw t3, 4(s0)
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, sw t3, 0(s0))
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, amoadd.w t1, t3, (s0))
        CASE; la s9, 1f; jr s0; 1: IS(s6, CAUSE_FETCH_ACCESS); bne s8, s0, fail
        // Writes to it are ignored, writes to its neighbours in the same register are not.
        CASE; csrw pmpaddr1, zero; csrr t1, pmpaddr1; bne t1, s1, fail
        KEEPS(pmpcfg0, 0, 0x9100)
        KEEPS(pmpcfg0, 0x00181f18, 0x00189118)
        KEEPS(pmpcfg0, 0, 0x9100)
        KEEPS(pmpaddr0, 0x1234, 0x1234)
        KEEPS(pmpaddr2, 0x5678, 0x5678)

        // Entry 5: from entry 4's address to s0 + 16, locked, no permissions.
        addi    s2, s1, 2
        csrw    pmpaddr4, s2
        addi    s3, s1, 4
        csrw    pmpaddr5, s3
        li      t1, 0x8800
        csrw    pmpcfg1, t1
        CASE; csrw pmpaddr4, zero; csrr t1, pmpaddr4; bne t1, s2, fail
        CASE; csrw pmpaddr5, zero; csrr t1, pmpaddr5; bne t1, s3, fail
        addi    t2, s0, 8
        TRAPS_AT(CAUSE_LOAD_ACCESS, t2, lw t1, 8(s0))
        addi    t2, s0, 12
        TRAPS_AT(CAUSE_STORE_ACCESS, t2, sw t1, 12(s0))
        CASE; lw t1, 4(s0); lw t1, 16(s0)
        // Entry 4's configuration is not locked, nor is entry 6.
        KEEPS(pmpcfg1, 0x00010001, 0x00018801)
        pass
