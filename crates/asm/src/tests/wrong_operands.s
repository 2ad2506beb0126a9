	add a0, a1
	add a0, a1, a2, a3
	ret a0
	mv a0, 5
	lw a0, a1, 4
	lw a0, 4(5)
	sw 4(sp), a0
	add a0,, a1
	amoadd.w a0, a1, 4(a2)
	fence xy, r
	li a0, message
	addi a0, a0, message
	lui a0, message
	addi a0, a0, %hi(message)
	lui a0, %lo(message)
	beq a0, a1, 16
	lw a0, %pcrel_lo(message+4)(a0)
	addi a0 a1, 3
	add.aq a0, a1, a2
	jal 5(a0)
	csrw a0, mstatus
message:
