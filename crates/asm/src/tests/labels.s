main:	nop
main:	nop
	j 1f
	j 1b
	beqz a0, .Lmissing
.Lmising:
	.equ main, 5
	.globl .Lmising
	.set loop, loop2
	.set loop2, loop
	li a0, loop
	.word loop
	j 2
"text":	nop
2:	nop
