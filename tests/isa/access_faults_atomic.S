// Atomic accesses want memory: at a device, or where nothing is, lr.w raises the load's access
// fault, sc.w with a reservation of that very word and every AMO the store's.
// docs/machine.md, "Modes and instructions". (QEMU lets devices take part.)
#include "check.h"

        begin
        li      t1, UART
        li      t2, CLINT
        li      t3, 77
        TRAPS(CAUSE_LOAD_ACCESS, UART, lr.w t3, (t1))
        TRAPS(CAUSE_LOAD_ACCESS, CLINT, lr.w t3, (t2))
        TRAPS(CAUSE_LOAD_ACCESS, 0, lr.w t3, (zero))
        TRAPS(CAUSE_STORE_ACCESS, UART, amoadd.w t3, t1, (t1))
        TRAPS(CAUSE_STORE_ACCESS, CLINT, amoswap.w t3, t1, (t2))
        TRAPS(CAUSE_STORE_ACCESS, 0, amoor.w t3, t1, (zero))
        CHECK(t3, 77)
        // Without a reservation sc.w makes no access at all.
        CASE; sc.w t3, t1, (t2); IS(t3, 1)
        pass
