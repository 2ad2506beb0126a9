/* What the RISC-V manual names, and the functions of csr.S that reach it. */
#ifndef RISCV_H
#define RISCV_H

#define CAUSE_INTERRUPT         0x80000000u
#define CAUSE_FETCH_MISALIGNED  0
#define CAUSE_FETCH_ACCESS      1
#define CAUSE_ILLEGAL           2
#define CAUSE_BREAKPOINT        3
#define CAUSE_LOAD_MISALIGNED   4
#define CAUSE_LOAD_ACCESS       5
#define CAUSE_STORE_MISALIGNED  6
#define CAUSE_STORE_ACCESS      7
#define CAUSE_ECALL_USER        8
#define CAUSE_FETCH_PAGE        12
#define CAUSE_LOAD_PAGE         13
#define CAUSE_STORE_PAGE        15
#define CAUSE_FETCH_MISS        24      /* the machine's own: no translation in the TLB */
#define CAUSE_LOAD_MISS         25
#define CAUSE_STORE_MISS        27

#define MSTATUS_MPIE            0x00000080u   /* return to user mode = MPP of 0 */
#define MIX_MTI                 0x00000080u   /* timer interrupt, in mip and mie */
#define MIX_MEI                 0x00000800u   /* external interrupt */

/* Sv32 page table entries; the manual leaves bit 8 to the kernel. */
#define PTE_V   0x001u
#define PTE_R   0x002u
#define PTE_W   0x004u
#define PTE_X   0x008u
#define PTE_U   0x010u
#define PTE_A   0x040u
#define PTE_D   0x080u
#define PTE_COW 0x100u          /* writable, but shared until somebody writes */
#define PTE_FLAGS               0x3ffu
#define PTE_ADDRESS(pte)        (((pte) >> 10) << 12)
#define PTE_MAKE(paddr, flags)  ((((paddr) >> 12) << 10) | (flags))
#define VPN1(vaddr)             ((vaddr) >> 22)
#define VPN0(vaddr)             (((vaddr) >> 12) & 0x3ffu)
#define MEGAPAGE_SIZE           0x00400000u

#define SATP_SV32       0x80000000u
#define SATP_ASID_SHIFT 22

/* csr.S */
void csr_setup(void);                   /* traps, protection and counters, once at boot */
unsigned csr_asid_bits(void);           /* how many bits of ASID this machine's TLB compares */
unsigned csr_virtual_caches(void);      /* what vm.c must flush; see csr.S */
unsigned csr_interrupts_pending(void);  /* mip & mie */
void csr_set_satp(unsigned satp);
void wait_for_interrupt(void);          /* until one is pending; none is taken */
unsigned long long time_now(void);      /* in ticks of the timer, */
unsigned time_low(void);                /* and the low word of it */
void fence_i(void);
void tlb_flush_page(unsigned vaddr, unsigned asid);
void tlb_flush_asid(unsigned asid);
void tlb_flush_all(void);
void cache_flush(unsigned caches);

#endif
