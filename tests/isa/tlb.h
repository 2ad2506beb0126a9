// What the files about translation share: entries of the TLB, and accesses as user mode makes them.
//
// The files load and store from machine mode under MPRV, so that only what is looked at is
// translated. A trap ends that, since it sets MPP; `as_user` begins anew.

#include "check.h"

#define V 1
#define R 2
#define W 4
#define X 8
#define U 16
#define G 32
#define A 64
#define D 128
#define RW   (V | R | W | U | A | D)
#define RWX  (RW | X)
#define MEGA 0x200
#define SV32 0x80000000

#define INSERT  1
#define WRITE   2
#define READ    3
#define PROBE   4
#define FAILED  0x80000000

// Two pages of memory with known words in them, and where a megapage begins.
#define FRAME1  0x80008000
#define FRAME2  0x80009000
#define MEGAFRAME 0x80000000

// Does `operation` with these in mtlbhi and mtlblo.
#define TLB(operation, hi, frame, flags) \
        li t0, hi; csrw mtlbhi, t0; li t0, ((frame) >> 2) | (flags); csrw mtlblo, t0; csrwi mtlbop, operation
// The word at an address, as user mode sees it.
#define SEES(va, value)  CASE; as_user; li t1, va; lw t2, 0(t1); as_machine; IS(t2, value)
// An access to the address traps, and leaves the page and ASID in mtlbhi.
#define MISSES(va, asid) \
        as_user; li t3, va; TRAPS_AT(CAUSE_LOAD_REFILL, t3, lw t2, 0(t3)); \
        csrr t1, mtlbhi; CHECK(t1, ((va) & 0xfffff000) | asid)
// A trap with this cause and the address in t3 as its value.
#define FAULTS(cause, va, ...) as_user; li t3, va; TRAPS_AT(cause, t3, __VA_ARGS__)
// Changes the address space.
#define SPACE(asid) li t0, SV32 | (asid) << 22; csrw satp, t0

        .macro  as_user
        li      t0, MSTATUS_MPP
        csrc    mstatus, t0
        li      t0, MSTATUS_MPRV
        csrs    mstatus, t0
        .endm

        .macro  as_machine
        li      t0, MSTATUS_MPRV
        csrc    mstatus, t0
        .endm

// Translation is on, with ASID 0, and the frames hold 1 and 2.
        .macro  begin_tlb
        begin
        open_pmp
        la      t0, trap_entry
        csrw    mtlbvec, t0
        li      t0, FRAME1
        li      t1, 1
        sw      t1, 0(t0)
        li      t0, FRAME2
        li      t1, 2
        sw      t1, 0(t0)
        li      t0, SV32
        csrw    satp, t0
        .endm
