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
