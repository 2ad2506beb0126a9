// The entry with the lowest number that matches any byte of an access decides, and if it does not
// match all of them the access fails, whatever it permits.
// Privileged manual, "Priority and Matching Logic".
//@ qemu
#include "check.h"

#define NA4_R  0x11
#define NAPOT_RW 0x1b

        begin
        open_pmp
        srli    s1, s0, 2
        // Entry 0: the word at s0, read-only. Entry 1: 16 bytes from s0, read and write.
        csrw    pmpaddr0, s1
        addi    t1, s1, 1
        csrw    pmpaddr1, t1
        li      t1, NAPOT_RW << 8 | NA4_R
        csrw    pmpcfg0, t1
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, sw t1, 0(s0))
        CASE; user; lw t1, 0(s0); sw t1, 4(s0); sw t1, 12(s0); machine; IS(s6, CAUSE_ECALL_USER)
        // The other way round: the wider one decides.
        csrw    pmpaddr1, s1
        addi    t1, s1, 1
        csrw    pmpaddr0, t1
        li      t1, NA4_R << 8 | NAPOT_RW
        csrw    pmpcfg0, t1
        CASE; user; sw t1, 0(s0); machine; IS(s6, CAUSE_ECALL_USER)
        // An entry that is off does not take part.
        li      t1, NA4_R << 8
        csrw    pmpcfg0, t1
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, sw t1, 0(s0))
        pass
