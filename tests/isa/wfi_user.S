// wfi in user mode is illegal here at once. (The manual wants it so unless it completes within a
// bounded time.)
// Privileged manual, "Wait for Interrupt".
#include "check.h"

        begin
        open_pmp
        user
        ILLEGAL(wfi)
        pass
