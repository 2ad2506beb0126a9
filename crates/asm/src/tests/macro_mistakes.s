	.macro store register
	sw \register
	nop
	.endm
	store a0
	store a0, a1
	.macro need argument:req
	.endm
	need
	.macro store other
	.endm
	.exitm
	.purgem nothing
	.rept -1
	.endr
	.rept 2
	bogus
	.endr
