// Of several interrupts the external one goes first, then software, then timer.
// Privileged manual, "Machine Interrupt Registers".
// (QEMU 7.2 takes the lowest number first.)
#include "check.h"

// With these enabled, that one is taken.
#define FIRST(enabled, cause) \
        CASE; li t1, enabled; csrw mie, t1; la s9, 2f; csrsi mstatus, MSTATUS_MIE; \
1:      nop; j 1b; \
2:      IS(s6, INTERRUPT + cause)

        begin
        // Software; the timer, at 0; the UART, whose transmitter is empty, by way of the PLIC.
        li      t0, CLINT
        li      t1, 1
        sw      t1, 0(t0)
        li      t0, CLINT + 0x4000
        sw      zero, 0(t0)
        sw      zero, 4(t0)
        li      t0, PLIC
        sw      t1, 40(t0)              // the priority of source 10
        li      t0, PLIC + 0x2000
        li      t1, 1 << 10
        sw      t1, 0(t0)               // enabled
        li      t0, PLIC + 0x200000
        sw      zero, 0(t0)             // threshold
        li      t0, UART
        li      t1, 2
        sb      t1, 1(t0)
        CASE; csrr t1, mip; li t2, 0x888; and t1, t1, t2; IS(t1, 0x888)

        FIRST(0x888, 11)
        FIRST(0x808, 11)
        FIRST(0x880, 11)
        FIRST(0x800, 11)
        FIRST(0x088, 3)
        FIRST(0x008, 3)
        FIRST(0x080, 7)

        // Claimed, the external interrupt is no longer pending; completed, it is again.
        CASE; li t0, PLIC + 0x200000; lw t1, 4(t0); IS(t1, 10)
        FIRST(0x888, 3)
        li      t1, 10
        sw      t1, 4(t0)
        FIRST(0x888, 11)
        // A threshold that is no lower than the priority keeps it out.
        li      t0, PLIC + 0x200000
        li      t1, 1
        sw      t1, 0(t0)
        FIRST(0x888, 3)
        li      t0, CLINT
        sw      zero, 0(t0)
        FIRST(0x888, 7)
        pass
