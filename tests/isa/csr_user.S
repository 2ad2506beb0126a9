// User mode can read no register at all while mcounteren is 0, and write none ever. With a bit of
// mcounteren set it can read that counter and its upper half, and no other.
// Privileged manual, "CSR Address Mapping Conventions", "Machine Counter-Enable Register".
//@ machines: virt single
#include "check.h"

        begin
        open_pmp
        // a1: what mcounteren is; -1, 0, then each bit by itself.
        li      a1, 0
        call    sweep
        li      a1, -1
        call    sweep
        li      a1, 1
1:      call    sweep
        slli    a1, a1, 1
        bnez    a1, 1b
        // Writing is another matter.
        li      t1, -1
        csrw    mcounteren, t1
        user
        ILLEGAL(csrw cycle, zero)
        user
        ILLEGAL(csrs instret, t1)
        pass

        .text
sweep:  csrw    mcounteren, a1
        li      s1, 0xc00               // all counters, and some on each side
        li      s2, 0xca0
        bnez    a1, each
        li      s1, 0
        li      s2, 4096
each:   slli    t1, s1, 20
        li      t2, 0x00002e73          // csrrs t3, ..., x0
        or      a0, t1, t2
        la      t2, slot
        sw      a0, 0(t2)
        fence.i
        // t4: whether it is to be legal.
        li      t1, 0xf60               // bit 7 tells the upper halves, bits 4 to 0 the counter
        and     t1, s1, t1
        li      t2, 0xc00
        srl     t4, a1, s1
        andi    t4, t4, 1
        beq     t1, t2, 1f
        li      t4, 0
1:      CASE
        la      t1, slot
        csrw    mepc, t1
        li      t1, MSTATUS_MPP
        csrc    mstatus, t1
        la      s9, trapped
        mret
slot:   nop
        ecall
trapped:
        li      t1, CAUSE_ECALL_USER
        bnez    t4, 1f
        li      t1, CAUSE_ILLEGAL
        bne     s7, a0, fail
1:      bne     s6, t1, fail
        addi    s1, s1, 1
        bne     s1, s2, each
        ret
