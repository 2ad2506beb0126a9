// wfi: waits until an interrupt is pending that is enabled in mie, whether or not mstatus.MIE lets
// it be taken, and goes on behind itself. In user mode: wfi_user.S; with interrupts on:
// wfi_interrupt.S.
// Privileged manual, "Wait for Interrupt".
//@ qemu
#include "check.h"

        begin
        open_pmp
        // A software interrupt is pending already, and interrupts are off: nothing to wait for.
        li      t0, CLINT
        li      t1, 8
        li      t2, 1
        csrw    mie, t1
        sw      t2, 0(t0)
        CASE; wfi; wfi; csrr t3, mip; andi t3, t3, 8; IS(t3, 8)
        sw      zero, 0(t0)

        // The timer wakes it with interrupts off, and no trap comes.
        CASE
        li      t1, 0x80
        csrw    mie, t1
        li      t0, CLINT + 0xbff8
        lw      t1, 0(t0)
        addi    t1, t1, 2000
        li      t0, CLINT + 0x4000
        sw      t1, 0(t0)
        sw      zero, 4(t0)
        wfi
        csrr    t3, mip; andi t3, t3, 0x80
        IS(t3, 0x80)
        pass
