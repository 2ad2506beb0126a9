// mcacheop writes back what is dirty, and invalidates, of a whole cache or of the line that holds
// mcacheaddr; memory keeps all values, whatever the caches are told.
// docs/machine.md, "The machine's own CSRs".
//@ machines: virt classic
#include "check.h"

#define L1I  1
#define L1D  2
#define L2   4
#define BACK 8
#define DROP 16
#define LINE 32
#define L1D_MISSES      6
#define L1D_WRITEBACKS  7

// Two lines are dirty, and the counters begin anew.
#define DIRTY \
        csrwi mcacheop, L1D | BACK | DROP; li t1, 7; sw t1, 0(s0); sw t1, 64(s0); \
        csrw mhpmcounter3, zero; csrw mhpmcounter4, zero
#define OPERATION(bits) li t1, bits; csrw mcacheop, t1
#define WRITEBACKS(n)  csrr t1, mhpmcounter4; IS(t1, n)
// Loads both lines; n of them miss.
#define MISSES(n)      lw t2, 0(s0); lw t3, 64(s0); csrr t1, mhpmcounter3; IS(t1, n); IS(t2, 7); IS(t3, 7)

        begin
        csrwi   mhpmevent3, L1D_MISSES
        csrwi   mhpmevent4, L1D_WRITEBACKS
        CASE; DIRTY; MISSES(0); WRITEBACKS(0)
        CASE; DIRTY; OPERATION(L1D | BACK); WRITEBACKS(2); MISSES(0)
        // What is clean is not written again.
        CASE; DIRTY; OPERATION(L1D | BACK); OPERATION(L1D | BACK); WRITEBACKS(2)
        CASE; DIRTY; OPERATION(L1D | BACK | DROP); WRITEBACKS(2); MISSES(2)
        CASE; DIRTY; OPERATION(L1D | DROP); WRITEBACKS(0); MISSES(2)
        // One line.
        addi    t4, s0, 64 + 12
        csrw    mcacheaddr, t4
        CASE; DIRTY; OPERATION(L1D | BACK | DROP | LINE); WRITEBACKS(1); MISSES(1)
        CASE; DIRTY; OPERATION(L1D | DROP | LINE); WRITEBACKS(0); MISSES(1)
        CASE; DIRTY; OPERATION(L1D | BACK | LINE); WRITEBACKS(1); OPERATION(L1D | BACK); WRITEBACKS(2)
        // Other caches, and none.
        CASE; DIRTY; OPERATION(L1I | L2 | BACK); MISSES(0); WRITEBACKS(0)
        CASE; DIRTY; OPERATION(L1D); MISSES(0); WRITEBACKS(0)
        CASE; DIRTY; OPERATION(BACK | DROP); MISSES(0); WRITEBACKS(0)
        // fence.i does not touch the data cache.
        CASE; DIRTY; fence.i; MISSES(0); WRITEBACKS(0)
        CASE; csrr t1, mcacheop; IS(t1, 0); csrr t1, mcacheaddr; bne t1, t4, fail
        pass
