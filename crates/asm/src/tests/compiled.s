	.file 1 "count.c"
	.text
	.globl	count
	.type	count, @function
count:
	.loc 1 3 12
	addi	sp, sp, -16
	sw	ra, 12(sp)
	sw	s0, 8(sp)
	mv	s0, a0
	.loc 1 4 9
	beqz	s0, .L2
.L1:
	la	a0, .LC0
	call	puts
	.loc 1 5 5 is_stmt 0
	addi	s0, s0, -1
	bgtz	s0, .L1
.L2:
	lui	a5, %hi(total)
	lw	a0, %lo(total)(a5)
	addi	a0, a0, 1
	sw	a0, %lo(total)(a5)
	.loc 1 7 1 is_stmt 1
	lw	ra, 12(sp)
	lw	s0, 8(sp)
	addi	sp, sp, 16
	ret
	.size	count, .-count
	.section	.rodata
	.align	2
.LC0:
	.string	"tick"
.LC1:
	.word	.L1
	.word	.L2
	.data
	.globl	total
	.type	total, @object
	.size	total, 4
	.align	2
total:
	.word	41
	.local	scratch
	.comm	scratch, 32, 8
	.ident	"swtch"
