	ad a0, a0, a1
	lwd a0, 0(sp)
	addw a0, a0, a1
	fadd.s fa0, fa0, fa1
	c.addi a0, 1
	frobnicate
	add a0, a9, a1
	mv a0, sq
	add a0, a1, a99
	csrr a0, mstats
	csrr a0, nonsense
	.glbal main
	.frobnicate
	lui a0, %high(x)
	ADDI a0, a0, 1
	sret
