/*
 * The two address spaces, drawn. The kernel runs on physical addresses, user programs on
 * virtual ones that Sv32 page tables translate; nothing of the kernel is mapped there.
 *
 *   physical                                   virtual, one per process
 *
 *   0x0010_0000  test finisher                 0x0000_0000  never mapped: null is no address
 *   0x0200_0000  CLINT: the timer              0x0001_0000  text and read-only data   r-x
 *   0x0c00_0000  PLIC: device interrupts                    data, BSS                 rw-
 *   0x1000_0000  UART: the console                          heap, grown by sbrk       rw-
 *   0x8000_0000  kernel image (KERNEL_BASE)                   ...
 *        _end    stack of the boot             0x5000_0000  what mmap finds room for, upwards:
 *                reference counts of frames                 shared libraries
 *                free frames                   0x7e00_0000  the loader of shared libraries
 *                initrd: the programs          0x7f40_0000  threads' stacks, 64 KiB each,
 *                device tree                                lowest page of each a guard
 *   end of RAM                                 0x7f80_0000  unmapped
 *                                              0x7fef_f000  stack of the first thread,
 *                                                ...        growing down from
 *                                              0x7fff_f000  its top; above it a guard page
 *                                              0x8000_0000  end of user space
 */
#ifndef MEMLAYOUT_H
#define MEMLAYOUT_H

#include "param.h"

#define FINISHER        0x00100000u
#define CLINT_MTIMECMP  0x02004000u
#define PLIC            0x0c000000u
#define UART            0x10000000u
#define UART_SOURCE     10              /* the UART's number at the PLIC */
#define KERNEL_BASE     0x80000000u

#define USER_END        0x80000000u
#define STACK_TOP       (USER_END - PAGE_SIZE)
#define STACK_LIMIT     (STACK_TOP - STACK_SIZE_MAX)
#define MMAP_BASE       0x50000000u
#define THREAD_STACKS_TOP   0x7f800000u
#define THREAD_STACKS_BASE  (THREAD_STACKS_TOP - THREAD_STACKS_MAX * THREAD_STACK_SIZE)

#define PAGE_DOWN(a)    ((a) & ~(PAGE_SIZE - 1))
#define PAGE_UP(a)      PAGE_DOWN((a) + PAGE_SIZE - 1)

#endif
