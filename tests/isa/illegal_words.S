// Of every opcode, all funct3 and funct7 are executed with rd = t3, rs1 = s1, rs2 = x0, and those
// that are legal counted; whatever is not is an illegal instruction with mtval = the word.
// Branches, jumps and SYSTEM have files of their own: illegal_jumps.S, illegal_system.S.
// Unprivileged manual, "RV32/64G Instruction Set Listings"; Privileged manual, "mtval".
//@ qemu
//@ machines: virt single
#include "check.h"

// Bits 6:2 of an opcode, and how many of its 1024 words are legal.
#define OPCODE(bits, legal) .4byte bits, legal

        begin
        la      s1, middle
        la      s2, table
next:   lw      s3, 0(s2)               // s3 the word
        slli    s3, s3, 2
        li      t1, 3 + (28 << 7) + (9 << 15)
        add     s3, s3, t1
        li      s4, 0                   // s4 funct7 and funct3, s5 how many were legal
        li      s5, 0
each:   slli    t1, s4, 25
        srli    t2, s4, 7
        slli    t2, t2, 12
        or      t1, t1, t2
        or      a0, s3, t1
        la      t2, slot
        sw      a0, 0(t2)
        fence.i
        la      s9, trapped
slot:   nop
        addi    s5, s5, 1
        j       counted
trapped:
        CASE; IS(s6, CAUSE_ILLEGAL); bne s7, a0, fail; la t2, slot; bne s8, t2, fail
counted:
        addi    s4, s4, 1
        li      t1, 1024
        bne     s4, t1, each
        CASE; lw t1, 4(s2); bne s5, t1, fail
        addi    s2, s2, 8
        la      t1, table_end
        bne     s2, t1, next
        pass

        .align  2
table:
        OPCODE(0,  5 * 128)                     // LOAD: all but funct3 3, 6, 7
        OPCODE(1,  0)                           // LOAD-FP
        OPCODE(2,  0)
        OPCODE(3,  2 * 128)                     // MISC-MEM: fence, fence.i
        OPCODE(4,  6 * 128 + 1 + 2)             // OP-IMM: shifts want funct7 0, or 0x20
        OPCODE(5,  1024)                        // AUIPC
        OPCODE(6,  0)
        OPCODE(7,  0)                           // 48 bits
        OPCODE(8,  3 * 128)                     // STORE: byte, half, word
        OPCODE(9,  0)                           // STORE-FP
        OPCODE(10, 0)
        OPCODE(11, 11 * 4)                      // AMO: eleven, with two ordering bits
        OPCODE(12, 8 + 2 + 8)                   // OP: eight, sub and sra, eight of M
        OPCODE(13, 1024)                        // LUI
        OPCODE(14, 0)
        OPCODE(15, 0)
        OPCODE(16, 0)                           // fused multiply-add
        OPCODE(17, 0)
        OPCODE(18, 0)
        OPCODE(19, 0)
        OPCODE(20, 0)                           // OP-FP
        OPCODE(21, 0)
        OPCODE(22, 0)
        OPCODE(23, 0)
        OPCODE(26, 0)
        OPCODE(29, 0)
        OPCODE(30, 0)
        OPCODE(31, 0)
table_end:
        // Room for loads and stores at any offset.
        .zero   2048
        .align  4
middle: .zero   2048 + 64
