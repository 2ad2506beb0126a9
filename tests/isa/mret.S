// mret: goes on at mepc in the mode MPP; MIE = MPIE, MPIE = 1, MPP = user. Illegal in user mode.
// Privileged manual, "Privilege and Global Interrupt-Enable Stack", "Trap-Return Instructions".
//@ qemu
#include "check.h"

// Writes mstatus and returns to the next line; mstatus is then as told, if the mode is machine.
#define RETURN(before, after) \
        CASE; li t1, before; csrw mstatus, t1; la t2, 1f; csrw mepc, t2; mret; j fail; \
1:      csrr t3, mstatus; IS(t3, after)

        begin
        open_pmp
        csrw    mie, zero
        RETURN(MSTATUS_MPP,                               MSTATUS_MPIE)
        RETURN(MSTATUS_MPP | MSTATUS_MIE,                 MSTATUS_MPIE)
        RETURN(MSTATUS_MPP | MSTATUS_MPIE,                MSTATUS_MPIE | MSTATUS_MIE)
        RETURN(MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE,  MSTATUS_MPIE | MSTATUS_MIE)
        RETURN(MSTATUS_MPP | MSTATUS_MPRV,                MSTATUS_MPIE | MSTATUS_MPRV)
        csrw    mstatus, zero

        // To user mode, where CSRs are out of reach.
        CASE
        li      t1, MSTATUS_MPIE
        csrw    mstatus, t1
        la      t1, 1f
        csrw    mepc, t1
        mret
        j       fail
1:      ILLEGAL(csrr t1, mstatus)
        // The trap has put MIE (set by mret) into MPIE, and the mode into MPP.
        csrr    t1, mstatus
        CHECK(t1, MSTATUS_MPIE)

        // mepc and mcause stay as they are.
        CASE; li t1, MSTATUS_MPP; csrs mstatus, t1; li t1, 5; csrw mcause, t1; la t2, 1f; csrw mepc, t2; mret
1:      csrr t3, mepc; bne t3, t2, fail; csrr t3, mcause; IS(t3, 5)

        user
        ILLEGAL(mret)
        pass
