	.text
	.macro save register, slot=0
	sw \register, \slot*4(sp)
	.endm
	.macro save_all
	.irp register, ra, t0, t1
	save \register, 3
	.endr
	save a0
	save slot=2, register=a1
	.endm
	.macro loop count:req
	li t0, \count
.Lloop\@:
	addi t0, t0, -1
	bnez t0, .Lloop\@
	.endm
	.macro name suffix
entry_\suffix\()_point:
	nop
	.endm
entry:	save_all
	loop 3
	loop 4
	name one
	.rept 3
	nop
	.endr
	.set i, 0
	.rept 4
	.word i
	.set i, i + 1
	.endr
	.irpc digit, 123
	li a\digit, \digit
	.endr
	.if i == 4
	li a0, 4
	.else
	bogus
	.endif
	.ifdef nothing
	bogus
	.elseif i > 3
	li a1, 3
	.else
	bogus
	.endif
	.ifndef entry
	bogus
	.if 1
	bogus
	.endif
	.endif
	.macro choose kind, rest:vararg
	.ifc \kind, words
	.word \rest
	.exitm
	.endif
	.byte \rest
	.endm
	choose words, 1, 2
	choose bytes, 3, 4, 5, 6
	.purgem choose
