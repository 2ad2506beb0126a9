# Start of a C program that runs without a kernel: machine mode, physical addresses, a stack of its own.
#
# Works wherever RAM begins at 0x80000000 and the test finisher lies at 0x00100000, as on QEMU's virt
# board. A trap that the program does not handle itself is printed, and ends the run with status 1.

        .section .text.init,"ax",@progbits
        .globl  _start
        .type   _start, @function
_start:
        .cfi_startproc
        .cfi_undefined ra
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        la      tp, __main_errno
        la      sp, bare_stack_top
        la      t0, bare_trap_entry
        csrw    mtvec, t0
        li      a0, 0
        li      a1, 0
        call    main
        call    exit
        .cfi_endproc
        .size   _start, . - _start

# A trap nobody expected. The stack may be what is broken, so start it afresh.
        .balign 4
bare_trap_entry:
        .cfi_startproc
        .cfi_undefined ra
        la      sp, bare_stack_top
        csrr    a0, mcause
        csrr    a1, mepc
        csrr    a2, mtval
        call    bare_trap
        .cfi_endproc
        .size   bare_trap_entry, . - bare_trap_entry

        .section .bss
        .balign 16
        .zero   65536
        .globl  bare_stack_top
bare_stack_top:
