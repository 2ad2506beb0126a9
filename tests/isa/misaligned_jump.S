// Without compressed instructions a jump to an address that is no multiple of four traps at the
// jump: mepc is its address, mtval the target, and rd is not written. A branch that is not taken
// does not trap.
// Unprivileged manual, RV32I, "Control Transfer Instructions".
// (QEMU 7.2 gives another mtval.)
#include "check.h"

        begin
        li      t3, 77
        la      t1, 1f + 2
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x00200e6f)         // jal t3, . + 2
        la      t1, 1f + 6
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x00600e6f)         // jal t3, . + 6
        la      t1, 1f - 2
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0xfffffe6f)         // jal t3, . - 2
        la      t1, 1f + 2
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, jalr t3, 0(t1))
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, jalr t3, 1(t1))
        addi    t2, t1, -1
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, jalr t3, 1(t2))
        CHECK(t3, 77)
        // beq zero, zero; the same for all six, taken.
        li      t4, 1
        la      t1, 1f + 2
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x00000163)         // beq zero, zero, . + 2
        la      t1, 1f + 6
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x01d01363)         // bne zero, t4, . + 6
        la      t1, 1f + 6
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x01d04363)         // blt zero, t4, . + 6
        la      t1, 1f + 6
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x00005363)         // bge zero, zero, . + 6
        la      t1, 1f + 6
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x01d06363)         // bltu zero, t4, . + 6
        la      t1, 1f + 6
        TRAPS_AT(CAUSE_FETCH_MISALIGNED, t1, .4byte 0x00007363)         // bgeu zero, zero, . + 6
        // And not taken.
        CASE; .4byte 0x01d00163; .4byte 0x00001363; .4byte 0x01d05363; .4byte 0x00004363; IS(t4, 1)
        pass
