// An AMO on a misaligned word raises the store's exception, also where other misaligned accesses
// are split; rd and memory stay as they are.
// Unprivileged manual, A extension, "Atomic Memory Operations".
// (QEMU 7.2 says "load" with a single hart.)
#include "check.h"

        begin
        AMO_MISALIGNED(amoswap.w)
        AMO_MISALIGNED(amoadd.w)
        AMO_MISALIGNED(amoxor.w)
        AMO_MISALIGNED(amoand.w)
        AMO_MISALIGNED(amoor.w)
        AMO_MISALIGNED(amomin.w)
        AMO_MISALIGNED(amomax.w)
        AMO_MISALIGNED(amominu.w)
        AMO_MISALIGNED(amomaxu.w)
        pass
