// mcountinhibit stops mcycle, minstret and the event counters, each by its bit; a stopped counter
// can be written, and goes on from there. time cannot be stopped.
// Privileged manual, "Machine Counter-Inhibit CSR".
#include "check.h"

        begin
        CASE; csrwi mcountinhibit, 4; csrwi minstret, 9; nop; nop; csrr t1, minstret; IS(t1, 9)
        csrwi   minstreth, 3; csrr t1, minstret; IS(t1, 9); csrr t1, instreth; IS(t1, 3)
        CASE; csrwi mcountinhibit, 0; csrr t1, minstret; csrr t2, minstret; IS(t1, 9); IS(t2, 10)
        CASE; csrwi mcountinhibit, 1; csrr t1, mcycle; nop; csrr t2, mcycle; bne t1, t2, fail
        csrr    t1, minstret; nop; csrr t2, minstret; sub t2, t2, t1; IS(t2, 2)
        CASE; csrwi mcycle, 5; nop; csrr t1, cycle; IS(t1, 5)
        CASE; csrr t1, time; li t3, 500; 1: addi t3, t3, -1; bnez t3, 1b; csrr t2, time; bgeu t1, t2, fail; csrwi mcountinhibit, 0
        CASE; csrr t1, mcycle; li t2, 5; bltu t1, t2, fail; li t2, 1000; bgeu t1, t2, fail
        // Counter 3 counts the loads and stores of the data cache.
        li      t1, 8
        csrw    mcountinhibit, t1
        csrwi   mhpmevent3, 5
        csrwi   mhpmcounter3, 2
        lw      t2, 0(s0)
        CASE; csrr t1, mhpmcounter3; IS(t1, 2)
        csrw    mcountinhibit, zero
        lw      t2, 0(s0)
        csrr    t1, mhpmevent3
        CHECK(t1, 5)
        pass
