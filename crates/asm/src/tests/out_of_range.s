	addi a0, a0, 2048
	lw a0, -2049(sp)
	sw a0, 0x1000(sp)
	slli a0, a0, 32
	lui a0, 0x100000
	csrwi mstatus, 32
	csrr a0, 4096
	li a0, 0x100000000
	.byte 256
	.half -32769
	.word 0x100000000
	.word 99999999999999999999
	addi a0, a0, end - start
	j far
	beq a0, a1, here + 1
here:
start:	.zero 3000
end:
	.zero 0x200000
far:	nop
