/*
 * The first instructions: hart id in a0, device tree in a1 (which is what kernel_main takes).
 * Memory holds anything at power-on, so the BSS is cleared here, sixteen bytes at a time: the
 * few that may lie behind its end belong to nobody yet. Behind them lies the stack of the boot.
 */
#include "param.h"

        .section .text.init,"ax",@progbits
        .globl  _start
        .type   _start, @function
_start:
        .cfi_startproc
        .cfi_undefined ra
        la      t0, __bss_start
        la      t1, _end
        bgeu    t0, t1, 2f
1:      sw      zero, 0(t0)
        sw      zero, 4(t0)
        sw      zero, 8(t0)
        sw      zero, 12(t0)
        addi    t0, t0, 16
        bltu    t0, t1, 1b
2:      li      t0, BOOT_STACK_SIZE
        add     sp, t1, t0
        andi    sp, sp, -16
        call    kernel_main
        .cfi_endproc
        .size   _start, . - _start
