// misaligned: split. Loads and stores work at any address of RAM; the bytes are those that aligned
// accesses find there.
// Unprivileged manual, RV32I, "Load and Store Instructions"; docs/machine.md.
//@ qemu
//@ machines: virt classic modern
//@ set: misaligned=split
#include "check.h"

#define LOAD_AT(op, at, result) CASE; op t3, at(s0); IS(t3, result)

        begin
        li      t1, 0x83828180
        sw      t1, 0(s0)
        li      t1, 0x07060504
        sw      t1, 4(s0)
        LOAD_AT(lh, 1, 0xffff8281)
        LOAD_AT(lhu, 1, 0x00008281)
        LOAD_AT(lh, 3, 0x00000483)
        LOAD_AT(lhu, 3, 0x00000483)
        LOAD_AT(lw, 1, 0x04838281)
        LOAD_AT(lw, 2, 0x05048382)
        LOAD_AT(lw, 3, 0x06050483)
        // Across a cache line, and across a page.
        CASE; la t2, page; li t1, 0x12345678; sw t1, -2(t2); lw t3, -2(t2); IS(t3, 0x12345678)
        lhu     t3, 0(t2); IS(t3, 0x1234)
        CASE; sw t1, 61(t2); lbu t3, 64(t2); IS(t3, 0x12); lw t3, 61(t2); IS(t3, 0x12345678)

#define STORE_AT(op, at, low, high) \
        CASE; sw zero, 0(s0); sw zero, 4(s0); li t1, 0x89abcdef; op t1, at(s0); \
        lw t2, 0(s0); IS(t2, low); lw t2, 4(s0); IS(t2, high)
        STORE_AT(sh, 1, 0x00cdef00, 0)
        STORE_AT(sh, 3, 0xef000000, 0x000000cd)
        STORE_AT(sw, 1, 0xabcdef00, 0x00000089)
        STORE_AT(sw, 2, 0xcdef0000, 0x000089ab)
        STORE_AT(sw, 3, 0xef000000, 0x0089abcd)
        // The base is the destination; the result is used at once.
        CASE; li t1, 0x01020304; sw t1, 5(s0); mv t2, s0; lw t2, 5(t2); addi t3, t2, 1; IS(t3, 0x01020305)
        pass
        .align  12
        .zero   4096
page:   .zero   128
