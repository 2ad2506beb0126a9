// How an entry matches: NA4 a word, NAPOT a power of two of bytes from 8 up, TOR from the address
// of the entry below (0 below entry 0) to its own, and nothing if that is no range.
// Privileged manual, "Address Matching".
//@ qemu
#include "check.h"

#define TOR   0x09              // readable
#define NA4   0x11
#define NAPOT 0x19

// User mode may read the word at this offset from s0, or may not.
#define READS(at)   CASE; user; lw t1, at(s0); machine; IS(s6, CAUSE_ECALL_USER)
#define REFUSED(at) addi t3, s0, at; user; TRAPS_AT(CAUSE_LOAD_ACCESS, t3, lw t1, at(s0))

        begin
        // Entry 14, TOR from 0, opens the code, but not the scratch area.
        la      t1, scratch
        srli    t1, t1, 2
        csrw    pmpaddr14, t1
        li      t1, 0x000f0000
        csrw    pmpcfg3, t1
        srli    s1, s0, 2
        // NA4.
        addi    t1, s1, 4
        csrw    pmpaddr0, t1
        li      t1, NA4
        csrw    pmpcfg0, t1
        REFUSED(12)
        READS(16)
        REFUSED(20)
        // NAPOT, 8 bytes: no ones.
        addi    t1, s1, 4
        csrw    pmpaddr0, t1
        li      t1, NAPOT
        csrw    pmpcfg0, t1
        REFUSED(12)
        READS(16)
        READS(20)
        REFUSED(24)
        // 32 bytes: two ones; the other bits of the offset do not matter.
        addi    t1, s1, 8 + 3
        csrw    pmpaddr0, t1
        li      t1, NAPOT
        csrw    pmpcfg0, t1
        REFUSED(28)
        READS(32)
        READS(60)
        REFUSED(64)
        // TOR between two entries, of which the lower is off.
        addi    t1, s1, 3
        csrw    pmpaddr0, t1
        addi    t1, s1, 7
        csrw    pmpaddr1, t1
        li      t1, TOR << 8
        csrw    pmpcfg0, t1
        REFUSED(8)
        READS(12)
        READS(24)
        REFUSED(28)
        // An empty range and a range upside down match nothing.
        addi    t1, s1, 7
        csrw    pmpaddr0, t1
        li      t1, TOR << 8
        csrw    pmpcfg0, t1
        REFUSED(24)
        REFUSED(28)
        addi    t1, s1, 9
        csrw    pmpaddr0, t1
        li      t1, TOR << 8
        csrw    pmpcfg0, t1
        REFUSED(28)
        REFUSED(32)
        pass
