// A trap saves MIE in MPIE and the mode in MPP, and turns interrupts off; a second one in the
// handler does the same with what it finds.
// Privileged manual, "Privilege and Global Interrupt-Enable Stack in mstatus Register".
//@ qemu
#include "check.h"

#define AFTER_TRAP(before, after) \
        csrw mie, zero; li t1, before; csrw mstatus, t1; TRAPS(CAUSE_ECALL_MACHINE, 0, ecall); \
        csrr t1, mstatus; CHECK(t1, after)

        begin
        open_pmp
        AFTER_TRAP(0, MSTATUS_MPP)
        AFTER_TRAP(MSTATUS_MIE, MSTATUS_MPP | MSTATUS_MPIE)
        AFTER_TRAP(MSTATUS_MPIE, MSTATUS_MPP)
        AFTER_TRAP(MSTATUS_MIE | MSTATUS_MPIE, MSTATUS_MPP | MSTATUS_MPIE)
        // Nested: MPIE becomes the MIE that the first trap has cleared.
        TRAPS(CAUSE_ILLEGAL, 0, .4byte 0)
        csrr t1, mstatus; CHECK(t1, MSTATUS_MPP)

        // From user mode, with interrupts on there.
        li      t1, MSTATUS_MPIE
        csrw    mstatus, t1
        user
        TRAPS(CAUSE_ECALL_USER, 0, ecall)
        csrr t1, mstatus; CHECK(t1, MSTATUS_MPIE)
        // An instruction that traps has no other effect.
        li      t3, 77
        TRAPS(CAUSE_LOAD_ACCESS, 4, lw t3, 4(zero))
        CHECK(t3, 77)
        pass
