start:
	nop
	li a0, 0
	li a0, -2048
	li a0, 2047
	li a0, 2048
	li a0, 0x12345000
	li a0, 0x12345678
	li a0, 0xffffffff
	li a0, 0x80000000
	li a0, 'A'
	mv a0, a1
	not a0, a1
	neg a0, a1
	zext.b a0, a1
	seqz a0, a1
	snez a0, a1
	sltz a0, a1
	sgtz a0, a1
	sgt a0, a1, a2
	sgtu a0, a1, a2
	beqz a0, start
	bnez a0, start
	blez a0, start
	bgez a0, start
	bltz a0, start
	bgtz a0, start
	bgt a0, a1, start
	ble a0, a1, start
	bgtu a0, a1, start
	bleu a0, a1, start
	j start
	jal start
	jal t0, start
	jr a0
	jr 4(a0)
	jalr a0
	jalr 4(a0)
	jalr t0, a0
	jalr t0, a0, 4
	jalr t0, 4(a0)
	ret
	call outside
	tail outside
	jump outside, t3
	call t0, outside
	add a0, a1, 5
	and a0, a1, 5
	or a0, a1, 5
	xor a0, a1, 5
	slt a0, a1, 5
	sltu a0, a1, 5
	sll a0, a1, 5
	srl a0, a1, 5
	sra a0, a1, 5
	csrr a0, mstatus
	csrw mstatus, a0
	csrs mstatus, a0
	csrc mstatus, a0
	csrwi mstatus, 8
	csrsi mstatus, 8
	csrci mstatus, 8
	csrw mscratch, 3
	csrs mie, 3
	csrc mie, 3
	csrrw a0, mie, 3
	csrw 0x7c0, a0
	rdcycle a0
	rdtime a0
	rdinstret a0
	rdcycleh a0
	fence
	fence rw, w
	fence.tso
	fence.i
	sfence.vma
	sfence.vma a0
	sfence.vma a0, a1
	unimp
	ecall
	ebreak
	scall
	sbreak
	andi a0, a0, 0xfffffff0
	lw a0, (a1)
	lr.w a0, 0(a1)
	amomaxu.w.aqrl a0, a1, (a2)
