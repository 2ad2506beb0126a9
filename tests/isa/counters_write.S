// mcycle and minstret can be written in halves; the write takes effect behind the instruction, so
// the next one reads just what was written (minstret), or that much later (mcycle). time and the
// other counters go on untouched. The lower half carries into the upper.
// Privileged manual, "Hardware Performance Monitor".
#include "check.h"

        begin
        CASE; csrwi minstreth, 0; csrwi minstret, 10; csrr t1, minstret; csrr t2, minstret; IS(t1, 10); IS(t2, 11)
        CASE; csrwi minstret, 0; nop; nop; nop; csrr t1, instret; IS(t1, 3)
        CASE; li t1, 7; csrw minstreth, t1; csrr t2, minstreth; csrr t3, instreth; IS(t2, 7); IS(t3, 7)
        CASE; li t1, -2; csrwi minstreth, 0; csrw minstret, t1; nop; nop; csrr t2, minstret; csrr t3, minstreth; IS(t2, 0); IS(t3, 1)
        // mcycle: what is read later is larger, by less than some misses cost.
        CASE; csrwi mcycleh, 5; csrwi mcycle, 0; csrr t1, mcycle; csrr t2, mcycleh; IS(t2, 5); li t3, 1000; bgeu t1, t3, fail
        CASE; li t1, -1; csrwi mcycleh, 0; csrw mcycle, t1; nop; nop; csrr t2, cycleh; csrr t3, cycle; IS(t2, 1); li t4, 1000; bgeu t3, t4, fail
        // Two reads of cycle with nothing between them differ.
        CASE; csrr t1, cycle; csrr t2, cycle; bgeu t1, t2, fail
        // time does not follow mcycle.
        CASE; csrr t1, time; li t3, 0x40000000; csrw mcycle, t3; csrr t2, time; sub t2, t2, t1; li t4, 10000; bgeu t2, t4, fail
        // An instruction that traps does not retire: csrwi's successor is counted, the ecall is not.
        CASE; la s9, 1f; csrwi minstret, 0; ecall
        // csrr, csrr, csrr, beqz, mv, li, jr of the handler.
1:      csrr    t1, minstret; IS(t1, 7)
        pass
