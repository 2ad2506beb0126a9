// wfi with nothing enabled and nothing due: the machine stops and says so.
// docs/machine.md, "How a run stops".
//@ stop: nothing
#include "check.h"

        begin
        csrw    mie, zero
        wfi
        j       fail
        pass
