// lr.w needs R; sc.w that succeeds and AMOs need W, and fail with the store's cause; sc.w that fails
// makes no access.
// Privileged manual, "Physical Memory Protection". (QEMU 7.2 has an AMO fail as a load.)
#include "check.h"

#define WITH(flags) li t1, 0x10 | (flags); csrw pmpcfg0, t1

        begin
        open_pmp
        srli    t1, s0, 2
        csrw    pmpaddr0, t1
        li      t2, 0
        WITH(1)
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, amoadd.w t1, t2, (s0))
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, amominu.w t1, t2, (s0))
        CASE; user; lr.w t1, (s0); machine; IS(s6, CAUSE_ECALL_USER)
        user
        lr.w    t1, (s0)
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, sc.w t3, t2, (s0))
        WITH(0)
        user
        TRAPS_AT(CAUSE_LOAD_ACCESS, s0, lr.w t1, (s0))
        user
        TRAPS_AT(CAUSE_STORE_ACCESS, s0, amoadd.w t1, t2, (s0))
        CASE; user; sc.w t3, t2, (s0); machine; IS(s6, CAUSE_ECALL_USER); IS(t3, 1)
        WITH(3)
        CASE; user; lr.w t1, (s0); sc.w t3, t2, (s0); amoadd.w t1, t2, (s0); machine; IS(s6, CAUSE_ECALL_USER); IS(t3, 0)
        pass
