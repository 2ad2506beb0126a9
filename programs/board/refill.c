/*
 * A TLB refill that must itself look up twice, and what each of its two parts costs.
 *
 * The page table is one linear array at 0x4000_0000 of the program's own address space, four bytes
 * for each of its pages: the refill handler finds an entry by adding, without walking. But the array
 * lies in pages, too, and a page of it that is not in the TLB is a miss inside the handler. That
 * second miss looks into a table of the array's 1024 pages, which is in physical memory, and is over
 * for the 4 MiB that the page of the array describes.
 *
 * The handlers are in refill.S, with their cycles derived by hand beside them.
 */
#include <stdint.h>
#include <stdio.h>

#define PAGE 4096
#define PTE_TABLE 0x53 /* V R U A: read by the handler with the rights of user mode */
#define PTE_CODE 0x5b  /* V R X U A */
#define PTE_DATA 0xd7  /* V R W U A D */

/* Where refill.S has its code and reads its data, as page numbers. */
#define CODE 0x00010
#define NEAR 0x00420
#define NEXT 0x00421
#define FAR 0x00860

/* Pieces of the linear array: each describes 4 MiB. Those that nobody needs do not exist. */
static uint32_t pieces[3][PAGE / 4] __attribute__((aligned(PAGE)));
static uint8_t data[3][PAGE] __attribute__((aligned(PAGE)));

uint32_t root[PAGE / 4] __attribute__((aligned(PAGE))); /* of the linear array */

extern uint8_t user_code[];
extern void measure(uint32_t cycles[4]);

static uint32_t entry(const void *frame, uint32_t flags)
{
    return (uint32_t)(uintptr_t)frame >> 12 << 10 | flags;
}

static void map(uint32_t page, const void *frame, uint32_t flags)
{
    pieces[page >> 10][page % 1024] = entry(frame, flags);
    root[page >> 10] = entry(pieces[page >> 10], PTE_TABLE);
}

int main(void)
{
    uint32_t cycles[4];

    map(CODE, user_code, PTE_CODE);
    map(NEAR, data[0], PTE_DATA);
    map(NEXT, data[1], PTE_DATA);
    map(FAR, data[2], PTE_DATA);
    measure(cycles); /* once for the caches */
    measure(cycles);
    printf("first of its 4 MiB  %u cycles, two misses\n", (unsigned)cycles[0]);
    printf("the same page       %u\n", (unsigned)cycles[1]);
    printf("the next page       %u, one miss\n", (unsigned)cycles[2]);
    printf("another 4 MiB       %u, two misses\n", (unsigned)cycles[3]);
    return 0;
}
