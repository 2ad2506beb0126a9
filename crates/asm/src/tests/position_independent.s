# What gcc and clang print with -fPIC, and what people write.
        .option pic
        .text
        .globl  start
        .type   start, @function
start:
        la      a0, outside
        la      a1, start
        lla     a2, inside
1:      auipc   a3, %got_pcrel_hi(outside)
        lw      a3, %pcrel_lo(1b)(a3)
        call    helper@plt
        call    hidden
        .option push
        .option nopic
        la      a4, outside
        .option pop
        la      a5, outside
        ret
        .size   start, . - start

        .hidden hidden
        .globl  hidden
        .type   hidden, @function
hidden: ret
        .size   hidden, . - hidden
        .protected guarded
        .globl  guarded
guarded: ret

        .set    other_name, hidden
        .globl  public_name
        .set    public_name, hidden

        .section .data.rel.ro, "aw"
inside: .word   start, outside + 4
        .section .rodata
table:  .word   start - table, hidden - table
        .section .init_array, "aw"
        .word   start
        .data
        .dc.b   1, 2
        .dc.w   3
        .dc.l   4
        .dc     5
        .ds.b   2
        .ds.w   2
        .ds.l   1
        .weakref perhaps, main
        .word   perhaps
