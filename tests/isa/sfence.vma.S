// sfence.vma: legal in machine mode in all four forms, illegal in user mode; x0 is written by none.
// Which translations go, tlb_sfence.S checks.
// Privileged manual, "Supervisor Memory-Management Fence Instruction"; that it exists without a
// supervisor is this machine's own rule.
#include "check.h"

        begin
        open_pmp
        li      t1, 0x1000
        li      t2, 3
        CASE; sfence.vma; sfence.vma t1; sfence.vma zero, t2; sfence.vma t1, t2; IS(t1, 0x1000)
        // A destination makes it another, reserved instruction.
        ILLEGAL_WORD(0x120000f3)
        user
        ILLEGAL(sfence.vma)
        user
        ILLEGAL(sfence.vma t1, t2)
        pass
