        .cfi_sections .debug_frame
        .text
        .globl  f
f:      .cfi_startproc
        addi    sp, sp, -32
        .cfi_def_cfa_offset 32
        sw      ra, 28(sp)
        .cfi_offset ra, -4
        sw      s0, 24(sp)
        .cfi_rel_offset 8, 24
        addi    s0, sp, 32
        .cfi_def_cfa s0, 0
        .cfi_remember_state
        beqz    a0, 1f
        lw      s0, 24(sp)
        lw      ra, 28(sp)
        .cfi_restore 8, ra
        .cfi_def_cfa_register sp
        .cfi_def_cfa_offset 32
        addi    sp, sp, 32
        .cfi_adjust_cfa_offset -32
        ret
1:      .cfi_restore_state
        nop
        .cfi_endproc

# Code that interrupted other code; and a function of which a table would be wrong.
        .section .text.trap, "ax"
g:      .cfi_startproc simple
        .cfi_signal_frame
        .cfi_return_column 64
        .cfi_def_cfa sp, 128
        .cfi_same_value s1
        .cfi_undefined t0
        .cfi_register 64, mepc
        .cfi_val_offset sp, 0
        nop
        .cfi_endproc
h:      .cfi_startproc
        .cfi_escape 0x2e, 0x10
        nop
        .cfi_endproc
