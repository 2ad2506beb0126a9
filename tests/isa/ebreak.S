// ebreak: cause 3, mepc its own address; mtval is that address, too (the manual allows it or 0).
// Privileged manual, "Environment Call and Breakpoint", "Machine Trap Value Register".
#include "check.h"

        begin
        open_pmp
        la      t1, 1f
        TRAPS_AT(CAUSE_BREAKPOINT, t1, ebreak)
        user
        la      t1, 1f
        TRAPS_AT(CAUSE_BREAKPOINT, t1, ebreak)
        pass
