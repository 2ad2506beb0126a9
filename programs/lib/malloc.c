/*
 * The heap: blocks side by side, each with its size in front; free ones are linked in order of
 * address, so that neighbours are joined when one is freed. First fit.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "internal.h"

struct block {
    size_t size;                /* with this header, a multiple of 16 */
    struct block *next;         /* the next free one; only in free blocks */
    size_t unused[2];           /* what is handed out is aligned to 16 bytes */
};

#define HEADER      sizeof(struct block)
#define GROWTH      16384u      /* what the heap grows by at least */

static struct block *free_blocks;
static int heap_lock;

static struct block *end_of(struct block *block)
{
    return (struct block *)((char *)block + block->size);
}

/* Puts a block among the free ones and joins it with neighbours; the caller holds the lock. */
static void insert(struct block *block)
{
    struct block *previous = NULL;
    struct block *next = free_blocks;

    while (next && next < block) {
        previous = next;
        next = next->next;
    }
    block->next = next;
    if (next && end_of(block) == next) {
        block->size += next->size;
        block->next = next->next;
    }
    if (!previous) {
        free_blocks = block;
    } else if (end_of(previous) == block) {
        previous->size += block->size;
        previous->next = block->next;
    } else {
        previous->next = block;
    }
}

/* Asks the kernel for memory of `size` bytes at least. 0: there is none. */
static int grow(size_t size)
{
    size_t bytes = size < GROWTH ? GROWTH : (size + 4095) & ~4095u;
    struct block *block;

    if ((int)bytes <= 0)
        return 0;
    block = sbrk((int)bytes);
    if (block == (void *)-1)
        return 0;
    block->size = bytes;
    insert(block);
    return 1;
}

/* Takes `size` bytes out of the first free block that has them. */
static struct block *take(size_t size)
{
    struct block **link = &free_blocks;
    struct block *block, *rest;

    while ((block = *link) != NULL && block->size < size)
        link = &block->next;
    if (!block)
        return NULL;
    if (block->size - size >= 2 * HEADER) {
        rest = (struct block *)((char *)block + size);
        rest->size = block->size - size;
        rest->next = block->next;
        *link = rest;
        block->size = size;
    } else {
        *link = block->next;
    }
    return block;
}

void *malloc(size_t size)
{
    struct block *block = NULL;
    size_t whole = ((size + 15) & ~15u) + HEADER;

    if (size <= 0x7fffff00u) {
        __lock(&heap_lock);
        block = take(whole);
        if (!block && grow(whole))
            block = take(whole);
        __unlock(&heap_lock);
    }
    if (!block) {
        errno = ENOMEM;
        return NULL;
    }
    return block + 1;
}

void free(void *memory)
{
    if (!memory)
        return;
    __lock(&heap_lock);
    insert((struct block *)memory - 1);
    __unlock(&heap_lock);
}

void *calloc(size_t count, size_t size)
{
    void *memory;

    if (size && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    memory = malloc(count * size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

void *realloc(void *memory, size_t size)
{
    size_t old_size;
    void *copy;

    if (!memory)
        return malloc(size);
    old_size = ((struct block *)memory - 1)->size - HEADER;
    if (size <= old_size)
        return memory;
    copy = malloc(size);
    if (copy) {
        memcpy(copy, memory, old_size);
        free(memory);
    }
    return copy;
}
