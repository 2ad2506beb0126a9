/*
 * The first instructions: hart id in a0, device tree in a1 (which is what kernel_main takes).
 * Memory holds anything at power-on, so the BSS is cleared here.
 */
        .section .text.init,"ax",@progbits
        .globl  _start
        .type   _start, @function
_start:
        la      t0, __bss_start
        la      t1, _end
1:      bgeu    t0, t1, 2f
        sw      zero, 0(t0)
        addi    t0, t0, 4
        j       1b
2:      la      sp, boot_stack_top
        call    kernel_main
        .size   _start, . - _start

/* Until the first thread runs. */
        .section .bss
        .p2align 4
boot_stack:
        .zero   4096
boot_stack_top:
