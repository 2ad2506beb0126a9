# Instructions given by their fields.
        .insn   0x00b50533
        .insn   4, 0x00b50533
        .insn   r OP, 0, 0x20, a0, a1, a2
        .insn   r CUSTOM_0, 7, 127, x31, x0, x15
        .insn   r 0x2b, 1, 2, t0, t1, t2
        .insn   i OP_IMM, 0, a0, a1, -5
        .insn   i LOAD, 2, a0, 2047(sp)
        .insn   s STORE, 2, a0, -8(sp)
        .insn   u LUI, a0, 0x12345
        .insn   r4 CUSTOM_1, 0, 1, a0, a1, a2, a3
1:      .insn   b BRANCH, 1, a0, a1, 2f
        .insn   sb 0x63, 4, a2, a3, 1b
2:      .insn   j JAL, ra, 1b
        .insn   uj 0x6f, x0, 2b
