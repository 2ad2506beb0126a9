// A misaligned sc.w is a store's exception, with or without a reservation (the manual lets either
// the exception or the failure come first; here it is the exception). rd and memory stay.
// Unprivileged manual, A extension, "Load-Reserved/Store-Conditional Instructions".
#include "check.h"

        begin
        li      t2, -1
        li      t3, 77
        addi    t1, s0, 1; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, sc.w t3, t2, (t1))
        lr.w    t4, (s0)
        addi    t1, s0, 2; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, sc.w t3, t2, (t1))
        addi    t1, s0, 3; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, sc.w t3, t2, (t1))
        CHECK(t3, 77)
        CASE; lw t1, 0(s0); IS(t1, 0); lw t1, 4(s0); IS(t1, 0)
        pass
