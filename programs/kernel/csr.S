/* Instructions that C has no words for, one small function each. */
        .text

/*
 * void csr_setup(void): trap vectors; user mode may reach all memory that the page tables
 * map (PMP entry 0), and may read cycle, time and instret; which interrupts count.
 */
        .globl  csr_setup
        .type   csr_setup, @function
csr_setup:
        la      t0, trap_entry
        csrw    mtvec, t0
        la      t0, tlb_refill
        csrw    0x7c0, t0               /* mtlbvec */
        csrw    mscratch, zero
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f                /* one naturally aligned range, r w x */
        csrw    pmpcfg0, t0
        li      t0, 7
        csrw    mcounteren, t0
        li      t0, 0x880               /* external and timer interrupts */
        csrw    mie, t0
        ret
        .size   csr_setup, . - csr_setup

/* unsigned csr_asid_bits(void): bits 11 to 8 of mconfig */
        .globl  csr_asid_bits
        .type   csr_asid_bits, @function
csr_asid_bits:
        csrr    a0, 0xfc0
        srli    a0, a0, 8
        andi    a0, a0, 15
        ret
        .size   csr_asid_bits, . - csr_asid_bits

/*
 * unsigned csr_virtual_caches(void): the first-level caches that find lines by virtual addresses,
 * as bits for cache_flush: 1 instructions, 2 data; and in bits 2 and 3 whether by ASID as well.
 */
        .globl  csr_virtual_caches
        .type   csr_virtual_caches, @function
csr_virtual_caches:
        csrr    a0, 0xfc0
        andi    a0, a0, 15
        ret
        .size   csr_virtual_caches, . - csr_virtual_caches

/* unsigned csr_interrupts_pending(void) */
        .globl  csr_interrupts_pending
        .type   csr_interrupts_pending, @function
csr_interrupts_pending:
        csrr    a0, mip
        csrr    a1, mie
        and     a0, a0, a1
        ret
        .size   csr_interrupts_pending, . - csr_interrupts_pending

/* void csr_set_satp(unsigned satp) */
        .globl  csr_set_satp
        .type   csr_set_satp, @function
csr_set_satp:
        csrw    satp, a0
        ret
        .size   csr_set_satp, . - csr_set_satp

/* void wait_for_interrupt(void) */
        .globl  wait_for_interrupt
        .type   wait_for_interrupt, @function
wait_for_interrupt:
        wfi
        ret
        .size   wait_for_interrupt, . - wait_for_interrupt

/* unsigned long long time_now(void): again if the high word moved meanwhile */
        .globl  time_now
        .type   time_now, @function
time_now:
        csrr    a1, timeh
        csrr    a0, time
        csrr    a2, timeh
        bne     a1, a2, time_now
        ret
        .size   time_now, . - time_now

/* unsigned time_low(void) */
        .globl  time_low
        .type   time_low, @function
time_low:
        csrr    a0, time
        ret
        .size   time_low, . - time_low

/* void fence_i(void) */
        .globl  fence_i
        .type   fence_i, @function
fence_i:
        fence.i
        ret
        .size   fence_i, . - fence_i

/* void tlb_flush_page(unsigned vaddr, unsigned asid) */
        .globl  tlb_flush_page
        .type   tlb_flush_page, @function
tlb_flush_page:
        sfence.vma a0, a1
        ret
        .size   tlb_flush_page, . - tlb_flush_page

/* void tlb_flush_asid(unsigned asid) */
        .globl  tlb_flush_asid
        .type   tlb_flush_asid, @function
tlb_flush_asid:
        sfence.vma zero, a0
        ret
        .size   tlb_flush_asid, . - tlb_flush_asid

/* void tlb_flush_all(void) */
        .globl  tlb_flush_all
        .type   tlb_flush_all, @function
tlb_flush_all:
        sfence.vma
        ret
        .size   tlb_flush_all, . - tlb_flush_all

/* void cache_flush(unsigned caches): writes back and invalidates all lines of these */
        .globl  cache_flush
        .type   cache_flush, @function
cache_flush:
        ori     a0, a0, 0x18
        csrw    0x7c7, a0               /* mcacheop */
        ret
        .size   cache_flush, . - cache_flush
