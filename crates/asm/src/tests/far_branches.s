	.text
near:	beq a0, a1, far
	bne a0, a1, far
	blt a0, a1, far
	bge a0, a1, far
	bltu a0, a1, far
	bgeu a0, a1, far
	beqz a0, near
	bnez a0, outside
	j far
	.align 3
	.rept 1030
	nop
	.endr
far:	bgtz a0, near
	.word far - near
	beq a0, a1, . + 8
	nop
	ret
