// What the files of this folder share: how a case is stated, how traps are caught, how a run ends.
//
// A case is known by the line it stands in. A file that fails ends the run through the test
// finisher with that line's number; one that passes prints "ok" and ends it with 0.
//
// s0 points to 256 bytes of zeroes, `scratch`. s6 to s11 belong to these macros:
//   s6, s7, s8   mcause, mtval, mepc of the last trap
//   s9           where the next trap goes on, in machine mode; 0 if none is expected
//   s10          the value that is expected
//   s11          the line of the case

#define UART     0x10000000
#define FINISHER 0x00100000
#define CLINT    0x02000000
#define PLIC     0x0c000000

#define MSTATUS_MIE  0x8
#define MSTATUS_MPIE 0x80
#define MSTATUS_MPP  0x1800
#define MSTATUS_MPRV 0x20000

#define CAUSE_FETCH_MISALIGNED 0
#define CAUSE_FETCH_ACCESS     1
#define CAUSE_ILLEGAL          2
#define CAUSE_BREAKPOINT       3
#define CAUSE_LOAD_MISALIGNED  4
#define CAUSE_LOAD_ACCESS      5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS     7
#define CAUSE_ECALL_USER       8
#define CAUSE_ECALL_MACHINE    11
#define CAUSE_FETCH_PAGE       12
#define CAUSE_LOAD_PAGE        13
#define CAUSE_STORE_PAGE       15
#define CAUSE_FETCH_REFILL     24
#define CAUSE_LOAD_REFILL      25
#define CAUSE_STORE_REFILL     27
#define INTERRUPT              0x80000000

#define CASE               li s11, __LINE__
#define IS(reg, value)     li s10, value; bne reg, s10, fail
#define CHECK(reg, value)  CASE; IS(reg, value)
// Two registers that were computed in different ways.
#define SAME(one, other)   CASE; bne one, other, fail

// rd = op(rs1, rs2), all different.
#define RR(op, a, b, result) \
        CASE; li t1, a; li t2, b; op t3, t1, t2; IS(t3, result)
// The destination is a source, or x0.
#define RR_PLACES(op, a, b, result) \
        CASE; li t1, a; li t2, b; op t1, t1, t2; IS(t1, result); \
        li t1, a; li t2, b; op t2, t1, t2; IS(t2, result); \
        li t1, a; li t2, b; op zero, t1, t2; IS(zero, 0)
// One register is both sources, and also the destination.
#define RR_TWICE(op, a, result) \
        CASE; li t1, a; op t3, t1, t1; IS(t3, result); op t1, t1, t1; IS(t1, result)
// x0 is a source: op(0, b), then op(a, 0).
#define RR_ZERO(op, b, zero_b, a, a_zero) \
        CASE; li t2, b; op t3, zero, t2; IS(t3, zero_b); li t1, a; op t3, t1, zero; IS(t3, a_zero)
// Operands that come late, at every distance; the result is used at once, and one later.
#define RR_LATE(op, a, b, result) \
        CASE; li t1, a; li t2, b; sw t1, 0(s0); sw t2, 4(s0); li t1, 0; li t2, 0; \
        lw t1, 0(s0); lw t2, 4(s0); op t3, t1, t2; mv t4, t3; IS(t4, result); \
        li t1, 0; lw t2, 4(s0); lw t1, 0(s0); op t3, t1, t2; nop; mv t4, t3; IS(t4, result); \
        li t1, 0; li t2, 0; lw t2, 4(s0); lw t1, 0(s0); nop; op t3, t1, t2; IS(t3, result); \
        mv t5, t1; mv t6, t2; op t3, t5, t6; IS(t3, result)

// rd = op(rs1, immediate)
#define RI(op, a, imm, result) \
        CASE; li t1, a; op t3, t1, imm; IS(t3, result)
#define RI_PLACES(op, a, imm, result) \
        CASE; li t1, a; op t1, t1, imm; IS(t1, result); li t1, a; op zero, t1, imm; IS(zero, 0)
#define RI_ZERO(op, imm, result) \
        CASE; op t3, zero, imm; IS(t3, result)
#define RI_LATE(op, a, imm, result) \
        CASE; li t1, a; sw t1, 0(s0); li t1, 0; lw t1, 0(s0); op t3, t1, imm; mv t4, t3; IS(t4, result); \
        li t1, 0; lw t1, 0(s0); nop; op t3, t1, imm; nop; mv t4, t3; IS(t4, result)

// A load from `at`(base), through every kind of destination.
#define LOAD(op, base, at, result) \
        CASE; la t1, base; li t3, 0x5a5a5a5a; op t3, at(t1); IS(t3, result); \
        op t1, at(t1); mv t2, t1; IS(t2, result); \
        la t1, base; op zero, at(t1); IS(zero, 0)

// A store into eight bytes of 0x5a, and what the two words are then.
#define STORE(op, at, value, low, high) \
        CASE; li t1, 0x5a5a5a5a; sw t1, 0(s0); sw t1, 4(s0); li t2, value; op t2, at(s0); \
        lw t3, 0(s0); IS(t3, low); lw t3, 4(s0); IS(t3, high); IS(t2, value)

// A branch that is taken forward and backward, and one that is not.
#define TAKEN(op, a, b) \
        CASE; li t1, a; li t2, b; op t1, t2, 2f; j fail; \
1:      op t1, t2, 3f; j fail; \
2:      op t1, t2, 1b; j fail; \
3:
#define NOT_TAKEN(op, a, b) \
        CASE; li t1, a; li t2, b; op t1, t2, 1f; j 2f; \
1:      j fail; \
2:

// The instruction traps: with this cause and value, at its own address, and without another effect
// on the program counter.
#define TRAPS(cause, value, ...) \
        CASE; la s9, 2f; \
1:      __VA_ARGS__; j fail; \
2:      IS(s6, cause); IS(s7, value); la s10, 1b; bne s8, s10, fail
// As above; the value is what a register holds (not s6 to s11).
#define TRAPS_AT(cause, reg, ...) \
        CASE; la s9, 2f; \
1:      __VA_ARGS__; j fail; \
2:      IS(s6, cause); bne s7, reg, fail; la s10, 1b; bne s8, s10, fail
// The word is an illegal instruction.
#define ILLEGAL_WORD(bits)  TRAPS(CAUSE_ILLEGAL, bits, .4byte bits)
// The instruction is illegal, and mtval is its word.
#define ILLEGAL(...) \
        CASE; la s9, 2f; \
1:      __VA_ARGS__; j fail; \
2:      IS(s6, CAUSE_ILLEGAL); la s10, 1b; bne s8, s10, fail; lw s10, 0(s10); bne s7, s10, fail

// Operands of a branch that come late; the first pair is taken, the second is not.
#define BRANCH_LATE(op, a, b, not_a, not_b) \
        CASE; li t1, a; sw t1, 0(s0); li t1, b; sw t1, 4(s0); li t1, not_a; sw t1, 8(s0); \
        li t1, not_b; sw t1, 12(s0); \
        lw t1, 0(s0); lw t2, 4(s0); op t1, t2, 1f; j fail; \
1:      lw t2, 4(s0); lw t1, 0(s0); op t1, t2, 1f; j fail; \
1:      lw t1, 8(s0); lw t2, 12(s0); op t1, t2, 1f; j 2f; \
1:      j fail; \
2:      lw t2, 12(s0); lw t1, 8(s0); nop; op t1, t2, 1f; j 2f; \
1:      j fail; \
2:      lw t1, 0(s0); mv t3, t1; lw t2, 4(s0); op t3, t2, 1f; j fail; \
1:

// An AMO on the word at s0: rd is what was there, `after` what is there then.
#define AMO(op, before, operand, after) \
        CASE; li t1, before; sw t1, 0(s0); sw t1, 4(s0); li t2, operand; op t3, t2, (s0); \
        IS(t3, before); lw t3, 0(s0); IS(t3, after); lw t3, 4(s0); IS(t3, before)
// rd is rs2, rs1 or x0; the operands come late, and the result is used at once.
#define AMO_PLACES(op, before, operand, after) \
        CASE; li t1, before; li t2, operand; sw t1, 0(s0); sw t2, 4(s0); sw s0, 8(s0); \
        op t2, t2, (s0); mv t4, t2; IS(t4, before); lw t3, 0(s0); IS(t3, after); \
        sw t1, 0(s0); mv t5, s0; lw t2, 4(s0); op t5, t2, (t5); IS(t5, before); \
        sw t1, 0(s0); lw t5, 8(s0); op zero, t2, (t5); lw t3, 0(s0); IS(t3, after); IS(zero, 0)
// The ordering bits change nothing on one hart.
#define AMO_ORDERS(op, before, operand, after) \
        CASE; amo_order op, .aq, before, operand, after; \
        amo_order op, .rl, before, operand, after; amo_order op, .aqrl, before, operand, after
// A misaligned address traps, and neither rd nor memory changes.
#define AMO_MISALIGNED(op) \
        sw zero, 0(s0); sw zero, 4(s0); li t2, -1; li t3, 77; \
        addi t1, s0, 1; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, op t3, t2, (t1)); \
        addi t1, s0, 2; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, op t3, t2, (t1)); \
        addi t1, s0, 3; TRAPS_AT(CAUSE_STORE_MISALIGNED, t1, op t3, t2, (t1)); \
        IS(t3, 77); lw t1, 0(s0); IS(t1, 0); lw t1, 4(s0); IS(t1, 0)
        .macro  amo_order op, order, before, operand, after
        li      t1, \before
        li      t2, \operand
        sw      t1, 0(s0)
        \op\order t3, t2, (s0)
        li      s10, \before
        bne     t3, s10, fail
        lw      t3, 0(s0)
        li      s10, \after
        bne     t3, s10, fail
        .endm

// Writes `value` to a CSR and expects to read `kept`.
#define KEEPS(csr, value, kept) \
        CASE; li t1, value; csrw csr, t1; csrr t2, csr; IS(t2, kept)

// The first instruction of the file, and the trap vector.
        .macro  begin
        .text
        .globl  _start
_start: la      t0, trap_entry
        csrw    mtvec, t0
        la      s0, scratch
        li      s9, 0
        .endm

// Opens all of memory to user mode with the last PMP entry, so that a file may use the others.
        .macro  open_pmp
        li      t0, -1
        csrw    pmpaddr15, t0
        li      t0, 0x1f000000
        csrw    pmpcfg3, t0
        .endm

// Goes on behind itself in user mode.
        .macro  user
        li      t0, MSTATUS_MPP
        csrc    mstatus, t0
        la      t0, .Luser\@
        csrw    mepc, t0
        mret
.Luser\@:
        .endm

// Goes on behind itself in machine mode; only from user mode.
        .macro  machine
        la      s9, .Lmachine\@
        ecall
.Lmachine\@:
        .endm

// All cases have passed.
        .macro  pass
        li      t0, UART
        li      t1, 'o'
        sb      t1, 0(t0)
        li      t1, 'k'
        sb      t1, 0(t0)
        li      t1, '\n'
        sb      t1, 0(t0)
        li      t0, FINISHER
        li      t1, 0x5555
        sw      t1, 0(t0)
        j       .

// Where the finisher is out of reach, the store traps, and the trap comes here again.
fail:   slli    t1, s11, 16
        li      t0, 0x3333
        or      t1, t1, t0
        li      t0, FINISHER
        li      s9, 0
        sw      t1, 0(t0)
        j       .

        .align  6
trap_entry:
        csrr    s6, mcause
        csrr    s7, mtval
        csrr    s8, mepc
        beqz    s9, fail
        mv      s10, s9
        li      s9, 0
        jr      s10

        .data
        .align  6
scratch:
        .zero   256
        .endm
