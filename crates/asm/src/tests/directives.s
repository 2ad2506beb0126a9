	.section
	.section .x, "aq"
	.align 70
	.balign 3
	.zero -1
	.type main, function_like
	.loc 7 1
	.file 1 5
	.include "x.h"
	.popsection
	.endif
	.else
	.endr
	.ascii hello
	.ascii "\q"
	.word 1 2
	.word (1
	.word 1 / 0
	.word undefined * 2
	.half undefined
	.org 0
	.bss
	.word 1
	li a0, 5
	.text
	.byte 0x
	.byte 09
	.error "stop here"
	.skip unknown_size
	`
        .section .x, "aG"
        .section .x, "aG", @progbits
        .section .x, "aG", @progbits, name, linkonce
        .section .x, "a", @strange
        .section .x, "aM", @progbits, 4, once
        .section .x, "ao", @progbits
        .section .x, "awT", @nobits
        .text   -1
        .subsection 9000
        .altmacro
        .reloc  0, R_RISCV_NONE
        .ifeqs  "a" "b"
        .endif
