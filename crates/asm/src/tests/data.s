	.data
	.byte 1, -1, 255, 'a', '\n', '\\'
	.balign 4
	.half 0x1234, -2
	.2byte 3
	.word 1, 0xffffffff, -1
	.4byte 2
	.long 3
	.quad 0x123456789abcdef0
	.8byte -1
	.dword 7
	.ascii "a\tb", "c\"d\\"
	.asciz "zero"
	.string "one", "two\x41\102\0"
	.align 3
	.zero 3
	.skip 2, 0xaa
	.space 1
	.fill 2, 4, 0x11223344
	.fill 3, 1
	.p2align 2, 0xcc
	.balign 8, 1, 2
	.uleb128 624485
	.sleb128 -123456
	.sleb128 63
	.sleb128 64
	.org 160, 0xee
	.byte 9
	.section .rodata
table:	.word 2f - 1f, . - table
1:	.byte 1, 2, 3
2:	.half 2b - 1b
	.section .bss
	.byte 0
	.balign 4
room:	.space 12
	.previous
	.byte 4
	.pushsection .data
	.byte 5
	.popsection
	.byte 6
	.section .note.GNU-stack,"",@progbits
	.comm shared, 24, 8
	.lcomm own, 8
