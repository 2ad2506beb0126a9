// R, W and X of an entry, each on its own, and W without R, which is reserved and does not stay.
// What AMOs and sc.w need, pmp_atomic.S checks.
// Privileged manual, "Physical Memory Protection CSRs".
//@ qemu
#include "check.h"

#define NA4 0x10
#define R 1
#define W 2
#define X 4

// The word at s0 with these permissions, in user mode.
#define WITH(flags)        li t1, NA4 | (flags); csrw pmpcfg0, t1
#define ALLOWS(...)        CASE; user; __VA_ARGS__; machine; IS(s6, CAUSE_ECALL_USER)
#define REFUSES(cause, ...) user; TRAPS_AT(cause, s0, __VA_ARGS__)

        begin
        open_pmp
        srli    t1, s0, 2
        csrw    pmpaddr0, t1
        li      t2, 0
        WITH(0)
        REFUSES(CAUSE_LOAD_ACCESS, lw t1, 0(s0))
        REFUSES(CAUSE_STORE_ACCESS, sw t2, 0(s0))
        REFUSES(CAUSE_LOAD_ACCESS, lr.w t1, (s0))
        WITH(R)
        ALLOWS(lw t1, 0(s0); lbu t1, 3(s0); lr.w t1, (s0))
        REFUSES(CAUSE_STORE_ACCESS, sw t2, 0(s0))
        REFUSES(CAUSE_STORE_ACCESS, sb t2, 0(s0))
        WITH(R | W)
        ALLOWS(lw t1, 0(s0); sw t2, 0(s0); sh t2, 2(s0); amoadd.w t1, t2, (s0))
        CASE; li t1, 0x00008067; sw t1, 0(s0); fence.i          // ret
        user
        CASE; la s9, 1f; la ra, fail; jr s0
1:      IS(s6, CAUSE_FETCH_ACCESS); bne s7, s0, fail; bne s8, s0, fail
        WITH(R | X)
        CASE; user; la t1, 1f; mv ra, t1; jr s0; j fail; 1: machine; IS(s6, CAUSE_ECALL_USER)
        WITH(X)
        CASE; user; la t1, 1f; mv ra, t1; jr s0; j fail; 1: machine; IS(s6, CAUSE_ECALL_USER)
        REFUSES(CAUSE_LOAD_ACCESS, lw t1, 0(s0))
        // Machine mode is not bound by an entry without L.
        WITH(0)
        CASE; lw t1, 0(s0); IS(t1, 0x00008067); sw zero, 0(s0); lw t1, 0(s0); IS(t1, 0)
        pass
