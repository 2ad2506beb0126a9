	.text
here:
	la a0, message
	lla a1, outside+4
	lw a2, value
	lbu a2, message+1
	sw a2, value, t0
	lui a3, %hi(value)
	addi a3, a3, %lo(value)
	lw a4, %lo(value+4)(a3)
	sb a4, %lo(value)(a3)
1:	auipc a5, %pcrel_hi(value)
	lw a5, %pcrel_lo(1b)(a5)
2:	auipc a5, %pcrel_hi(outside)
	sw a6, %pcrel_lo(2b)(a5)
	lw a6, %pcrel_lo(2b+4)(a5)
	lui a0, %hi(0x12345fff)
	addi a0, a0, %lo(0x12345fff)
	call outside
	call outside@plt
	tail here
	j outside
	jal t0, outside
	beq a0, a1, outside
	j here
	.data
value:	.word here, outside + 8, message - 4
	.word message - value, end - here
	.word outside - .
	.word here
	.dword 5
	.section .rodata
message: .asciz "m"
	.text
end:
