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

/* A block of `size` bytes, header included; the heap grows if need be. */
static struct block *obtain(size_t size)
{
    struct block *block = take(size);

    return block || !grow(size) ? block : take(size);
}

/* What a request comes to: whole units of 16 bytes, with the header. 0: more than there can be. */
static size_t whole_size(size_t size)
{
    return size > 0x7fffff00u ? 0 : ((size + 15) & ~15u) + HEADER;
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    size_t whole = whole_size(size);
    struct block *block = NULL;

    if (whole) {
        __lock(&heap_lock);
        block = obtain(whole);
        __unlock(&heap_lock);
    }
    return block ? block + 1 : no_memory();
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

    if (size && count > SIZE_MAX / size)
        return no_memory();
    memory = malloc(count * size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

/* Gives back what lies behind the first `size` bytes of a block, if that is worth a block. */
static void cut(struct block *block, size_t size)
{
    struct block *rest = (struct block *)((char *)block + size);

    if (block->size - size < 2 * HEADER)
        return;
    rest->size = block->size - size;
    block->size = size;
    insert(rest);
}

/* Joins a block with the free one behind it, if there is one and both together are enough. */
static int extend(struct block *block, size_t size)
{
    struct block **link = &free_blocks;

    while (*link && *link < block)
        link = &(*link)->next;
    if (!*link || *link != end_of(block) || block->size + (*link)->size < size)
        return 0;
    block->size += (*link)->size;
    *link = (*link)->next;
    return 1;
}

/* Makes the block larger or smaller where it lies. 0: there is no room. */
static int resize(struct block *block, size_t size)
{
    int fits;

    __lock(&heap_lock);
    fits = block->size >= size || extend(block, size);
    if (fits)
        cut(block, size);
    __unlock(&heap_lock);
    return fits;
}

void *realloc(void *memory, size_t size)
{
    struct block *block = (struct block *)memory - 1;
    size_t whole = whole_size(size);
    void *copy;

    if (!memory)
        return malloc(size);
    if (!whole)
        return no_memory();
    if (resize(block, whole))
        return memory;
    copy = malloc(size);
    if (copy) {
        memcpy(copy, memory, block->size - HEADER);
        free(memory);
    }
    return copy;
}

void *reallocarray(void *memory, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return no_memory();
    return realloc(memory, count * size);
}

/* What lies before the aligned place becomes a free block of its own. */
void *aligned_alloc(size_t alignment, size_t size)
{
    size_t whole = whole_size(size);
    struct block *block, *aligned;

    if (alignment == 0 || (alignment & (alignment - 1))) {
        errno = EINVAL;
        return NULL;
    }
    if (alignment <= 16)
        return malloc(size);
    if (!whole || alignment > 0x40000000u || whole_size(size + alignment) == 0)
        return no_memory();
    __lock(&heap_lock);
    block = obtain(whole + alignment);
    if (!block) {
        __unlock(&heap_lock);
        return no_memory();
    }
    aligned = (struct block *)(((uintptr_t)(block + 1) + alignment - 1) & ~(alignment - 1)) - 1;
    if (aligned != block) {
        aligned->size = block->size - (size_t)((char *)aligned - (char *)block);
        block->size -= aligned->size;
        insert(block);
    }
    cut(aligned, whole);
    __unlock(&heap_lock);
    return aligned + 1;
}

/* 0, or an error number. */
int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *memory;

    if (alignment < sizeof(void *) || (alignment & (alignment - 1)))
        return EINVAL;
    memory = aligned_alloc(alignment, size);
    if (!memory)
        return ENOMEM;
    *block = memory;
    return 0;
}
