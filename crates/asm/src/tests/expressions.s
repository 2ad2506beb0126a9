	.equ a, 5
	.set b, a * 2
c = b + 1
	.data
first:
	.word 1 + 2 * 3, (1 + 2) * 3, 10 / 3, 10 % 3, 1 << 4, 256 >> 4
	.word 6 & 3 + 1, 6 | 1, 6 ^ 3, ~0, -a, !0, !5
	.word a, b, c, a == 5, a != 5, a < b, a && 0, a || 0
	.word (last - first) / 4, 2 * (last - first), last - first + 1
	.word 0x10, 010, 0b101, 'z' - 'a'
	.word 1 - - 1, -(-3)
	.set a, 6
	.word a
	.word d
	.set d, 9
last:
	.text
	li a0, a
	addi a1, a1, b - 1
	lw a2, c(a2)
before:
	nop
	nop
after:
	slli a4, a4, a - 2
	beq a0, a1, . + 8
	j before + 4
