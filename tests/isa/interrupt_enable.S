// An interrupt is taken if it is pending, enabled in mie, and either the mode is user or
// mstatus.MIE is set. mip shows what is pending whatever is enabled, and cannot be written.
// Privileged manual, "Machine Interrupt Registers".
//@ qemu
#include "check.h"

#define PENDING(bits) csrr t1, mip; andi t1, t1, 8; IS(t1, bits)

        begin
        open_pmp
        li      t0, CLINT
        csrw    mie, zero
        CASE; PENDING(0); li t1, 8; csrs mip, t1; PENDING(0)
        li      t1, 1
        sw      t1, 0(t0)
        CASE; PENDING(8); li t1, 8; csrc mip, t1; PENDING(8)
        // Not enabled in mie; not enabled in mstatus.
        CASE; csrsi mstatus, MSTATUS_MIE; nop; nop; csrci mstatus, MSTATUS_MIE
        CASE; csrwi mie, 8; nop; nop
        // Enabled: by mstatus, and by mie as the last of the two.
        CASE; la s9, 2f; csrsi mstatus, MSTATUS_MIE
1:      j       fail
2:      IS(s6, INTERRUPT + 3); IS(s7, 0); la t1, 1b; bne s8, t1, fail
        csrr    t1, mstatus; andi t1, t1, 0x88; IS(t1, MSTATUS_MPIE)
        CASE; csrw mie, zero; csrsi mstatus, MSTATUS_MIE; la s9, 2f; csrwi mie, 8
1:      j       fail
2:      IS(s6, INTERRUPT + 3); la t1, 1b; bne s8, t1, fail
        // By mret.
        CASE; li t1, MSTATUS_MPP | MSTATUS_MPIE; csrs mstatus, t1; la t1, 1f; csrw mepc, t1; la s9, 2f; mret
1:      j       fail
2:      IS(s6, INTERRUPT + 3); la t1, 1b; bne s8, t1, fail
        // In user mode, mstatus.MIE does not matter; mie does.
        csrci   mstatus, MSTATUS_MIE
        CASE; li t1, MSTATUS_MPP | MSTATUS_MPIE; csrc mstatus, t1; la t1, 1f; csrw mepc, t1; la s9, 2f; mret
1:      j       fail
2:      IS(s6, INTERRUPT + 3); la t1, 1b; bne s8, t1, fail
        csrw    mie, zero
        user
        TRAPS(CAUSE_ECALL_USER, 0, ecall)
        // It goes with its cause.
        li      t0, CLINT
        sw      zero, 0(t0)
        csrwi   mie, 8
        csrsi   mstatus, MSTATUS_MIE
        CASE; PENDING(0)
        pass
