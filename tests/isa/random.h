// The frame of the programs that tests/tests/isa/random.rs makes: s0 points into the middle of the
// data, s11 is the hash so far, and a trap goes into it and on behind its instruction.

        .macro  begin
        .text
        .globl  _start
_start: la      t0, handler
        csrw    mtvec, t0
        la      s0, middle
        li      s11, 1
        .endm

// s11 = (s11 ^ value) * 33, which loses nothing.
        .macro  mix register
        xor     s11, s11, \register
        slli    t6, s11, 5
        add     s11, s11, t6
        .endm

        .macro  next_round
        addi    s10, s10, -1
        beqz    s10, 1f
        la      t6, round
        jr      t6
1:
        .endm

// Mixes the data, prints the hash in eight digits, and ends.
        .macro  end_random
        addi    t0, s0, -2048
        addi    t1, s0, 2044
1:      lw      t2, 0(t0)
        mix     t2
        addi    t0, t0, 4
        bleu    t0, t1, 1b
        li      t0, 0x10000000
        li      t1, 8
1:      srli    t2, s11, 28
        slli    s11, s11, 4
        addi    t2, t2, '0'
        li      t3, '9' + 1
        bltu    t2, t3, 2f
        addi    t2, t2, 'a' - '9' - 1
2:      sb      t2, 0(t0)
        addi    t1, t1, -1
        bnez    t1, 1b
        li      t2, '\n'
        sb      t2, 0(t0)
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)
        j       .

        .align  2
handler:
        csrw    mscratch, t6
        csrr    t6, mcause
        add     s11, s11, t6
        csrr    t6, mtval
        xor     s11, s11, t6
        slli    t6, s11, 5
        add     s11, s11, t6
        csrr    t6, mepc
        addi    t6, t6, 4
        csrw    mepc, t6
        csrr    t6, mscratch
        mret

        .data
        .align  12
        .zero   2048
middle: .zero   2052
        .endm
