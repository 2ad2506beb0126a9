# Groups, merged strings, subsections, and ways to go from one section to another.

        .text
        .globl  main
main:   call    shared
        la      a0, .Lhello
        la      a1, .Lhello + 1
        lw      a2, numbers + 4
        j       .Lcold
.Lback: ret

        .text   2
        .word   0x22222222
        .text   1
.Lcold: li      a0, 1
        j       .Lback
        .text
        nop
        .subsection 3
        .half   3, 3
        .previous
        nop

        .section .text.shared, "axG", @progbits, shared, comdat
        .weak   shared
        .type   shared, @function
shared: li      a0, 42
        lw      a1, shared_data
        ret
        .size   shared, . - shared
        .section .data.shared, "awG", %progbits, shared, comdat
        .weak   shared_data
shared_data:
        .word   7, shared
        .section .debug_types, "G", @progbits, wi.123, comdat
        .word   9
        .section .rodata.again, "a?", "progbits"
        .byte   1
        .section .rodata.again, "a"
        .byte   2
        .section .rodata.again, "a", @progbits, unique, 4
        .byte   3

        .section .rodata.str1.4, "aMS", @progbits, 1
.Lhello:
        .string "hello"
        .section .rodata.cst4, "aM", @progbits, 4
        .word   1
        .data
        .word   .Lhello
numbers:
        .word   1, 2
        .pushsection .rodata, 1
        .ascii  "second"
        .pushsection .rodata, "a"
        .ascii  "first "
        .popsection
        .ascii  "!"
        .popsection
        .word   3
        .section .kept, "awR"
        .word   4
        .section .left_out, "e"
        .word   5
