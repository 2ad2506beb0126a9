// Of all 4096 numbers exactly those of the table are registers; every other one is illegal to read.
// Privileged manual, "CSR Listing"; docs/machine.md, "CSRs".
//@ machines: virt single
#include "check.h"

#define RANGE(first, last) .4byte first, last

        begin
        li      s1, 0                   // s1 the number
        la      s2, table               // s2 the range that is next
each:   slli    t1, s1, 20
        li      t2, 0x00002e73          // csrrs t3, ..., x0
        or      a0, t1, t2
        la      t2, slot
        sw      a0, 0(t2)
        fence.i
        lw      t4, 0(s2)
        lw      t5, 4(s2)
        CASE
        la      s9, trapped
slot:   nop
        bltu    s1, t4, fail            // legal: not before the range that is next
        bne     s1, t5, counted
        addi    s2, s2, 8
        j       counted
trapped:
        IS(s6, CAUSE_ILLEGAL)
        bne     s7, a0, fail
        bgeu    s1, t4, fail            // illegal: only before it
counted:
        li      s9, 0
        addi    s1, s1, 1
        li      t1, 4096
        bne     s1, t1, each
        CASE; la t1, table_end; bne s2, t1, fail
        pass

        .align  2
table:
        RANGE(0x180, 0x180)             // satp
        RANGE(0x300, 0x301)             // mstatus, misa
        RANGE(0x304, 0x306)             // mie, mtvec, mcounteren
        RANGE(0x30a, 0x30a)             // menvcfg
        RANGE(0x310, 0x310)             // mstatush
        RANGE(0x31a, 0x31a)             // menvcfgh
        RANGE(0x320, 0x320)             // mcountinhibit
        RANGE(0x323, 0x33f)             // mhpmevent3 to 31
        RANGE(0x340, 0x344)             // mscratch, mepc, mcause, mtval, mip
        RANGE(0x3a0, 0x3a3)             // pmpcfg0 to 3
        RANGE(0x3b0, 0x3bf)             // pmpaddr0 to 15
        RANGE(0x7c0, 0x7c8)             // the TLB's and the caches'
        RANGE(0xb00, 0xb00)             // mcycle
        RANGE(0xb02, 0xb1f)             // minstret, mhpmcounter3 to 31
        RANGE(0xb80, 0xb80)             // and their upper halves
        RANGE(0xb82, 0xb9f)
        RANGE(0xc00, 0xc1f)             // cycle, time, instret, hpmcounter3 to 31
        RANGE(0xc80, 0xc9f)
        RANGE(0xf11, 0xf15)             // mvendorid, marchid, mimpid, mhartid, mconfigptr
        RANGE(0xfc0, 0xfc0)             // mconfig
table_end:
        .4byte  4096, 4096
