// A trap vector from which nothing can be fetched would trap for ever: the machine stops and says so.
// docs/machine.md, "How a run stops".
//@ stop: has no handler
#include "check.h"

        begin
        csrw    mtvec, zero
        ecall
        j       fail
        pass
