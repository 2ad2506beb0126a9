// A reservation is one aligned word. It is lost at any sc.w, at any trap and at mret; an sc.w to
// another word fails. Another lr.w moves it.
// Unprivileged manual, A extension, "Load-Reserved/Store-Conditional Instructions".
//@ qemu
#include "check.h"

#define SC_FAILS(at)    addi t4, s0, at; sc.w t3, t2, (t4); IS(t3, 1)
#define SC_SUCCEEDS(at) addi t4, s0, at; sc.w t3, t2, (t4); IS(t3, 0)
#define LR(at)          addi t4, s0, at; lr.w t5, (t4)

        begin
        li      t2, 5
        CASE; LR(0); SC_FAILS(4); lw t3, 4(s0); IS(t3, 0)
        // That sc.w has ended the reservation of the first word, too.
        CASE; SC_FAILS(0); lw t3, 0(s0); IS(t3, 0)
        CASE; LR(0); LR(4); SC_FAILS(0)
        CASE; LR(0); LR(4); SC_SUCCEEDS(4); lw t3, 4(s0); IS(t3, 5)
        // Other loads, stores and branches between do no harm.
        CASE; LR(8); lw t3, 0(s0); sw t3, 12(s0); beqz zero, 1f; 1: SC_SUCCEEDS(8)
        // A trap.
        CASE; LR(8); la s9, 1f; ecall; 1: SC_FAILS(8)
        CASE; LR(8); la s9, 1f; .4byte 0; 1: SC_FAILS(8)
        // mret.
        CASE; LR(8); li t1, MSTATUS_MPP; csrs mstatus, t1; la t1, 1f; csrw mepc, t1; mret; 1: SC_FAILS(8)
        // An interrupt.
        CASE
        LR(8)
        li      t1, 8
        csrw    mie, t1
        li      t0, CLINT
        li      t1, 1
        la      s9, 1f
        csrsi   mstatus, MSTATUS_MIE
        sw      t1, 0(t0)
        nop
        nop
1:      SC_FAILS(8)
        sw      zero, 0(t0)
        csrw    mie, zero
        pass
