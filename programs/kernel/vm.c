/*
 * Address spaces: Sv32 tables, filled page by page when a page is touched; copy-on-write;
 * and the kernel's own way to user memory, which is to walk the table and use the physical
 * address, so that the kernel never misses the TLB.
 *
 * ASIDs are valid within a generation. A space without one of the current generation gets the
 * next when it is activated; when all are used up a new generation begins with an empty TLB.
 * On a machine without ASID bits every generation has one, so every change of space flushes:
 * nothing else is needed for it.
 *
 * An entry is put into the TLB only if it is valid, so making an invalid entry valid needs no
 * flush; taking a page or a permission away does.
 *
 * A cache that finds lines by virtual addresses is flushed where its names change their meaning:
 * when a page gets another frame, and when a change of space (if its tags know no ASIDs) or a new
 * generation of ASIDs (if they do) gives all names another meaning. The machine itself sees to it
 * that a line has one name at a time, so the kernel's own physical accesses need nothing.
 */
#include "defs.h"

struct space *vm_active;

static unsigned asid_count;             /* ASIDs of one generation */
static unsigned asid_next;
static unsigned asid_generation = 1;

static unsigned caches_virtual;         /* those whose names a new mapping changes, for cache_flush */
static unsigned caches_untagged;        /* of these, those whose names a change of space changes */

void vm_init(void)
{
    unsigned caches = csr_virtual_caches();

    asid_count = 1u << csr_asid_bits();
    caches_virtual = caches & 3;
    caches_untagged = caches & 3 & ~(caches >> 2);
}

/* Flushes one page of a space, if the TLB may hold it, and with it the virtual caches. */
static void flush_page(struct space *space, unsigned vaddr)
{
    if (space->asid_generation != asid_generation)
        return;
    tlb_flush_page(vaddr, space->asid);
    if (caches_virtual)
        cache_flush(caches_virtual);
}

/* Flushes all of a space, if the TLB may hold anything of it. */
static void flush_space(struct space *space)
{
    if (space->asid_generation == asid_generation)
        tlb_flush_asid(space->asid);
}

/* Makes user mode run in `space`. Called only when that is a change. */
__attribute__((noinline)) void vm_activate(struct space *space)
{
    unsigned caches;
    int flush = 0;

    if (space->asid_generation != asid_generation) {
        if (asid_next == asid_count) {
            asid_generation++;
            asid_next = 0;
            flush = 1;
        }
        space->asid = asid_next++;
        space->asid_generation = asid_generation;
    }
    csr_set_satp(SATP_SV32 | space->asid << SATP_ASID_SHIFT | (unsigned)space->root / PAGE_SIZE);
    if (flush)
        tlb_flush_all();
    caches = flush ? caches_virtual : caches_untagged;
    if (caches)
        cache_flush(caches);
    vm_active = space;
}

/* A space with an empty table, a heap and a stack of no size. -ENOMEM. */
int vm_create(struct space *space)
{
    memset(space, 0, sizeof *space);
    space->root = frame_alloc_zeroed();
    if (!space->root)
        return -ENOMEM;
    space->region_count = REGION_SEGMENTS;
    space->regions[REGION_HEAP].permissions = PTE_R | PTE_W;
    space->regions[REGION_STACK].permissions = PTE_R | PTE_W;
    space->regions[REGION_STACK].start = STACK_TOP - PAGE_SIZE;
    space->regions[REGION_STACK].end = STACK_TOP;
    return 0;
}

/* The entry for `vaddr`; 0 if there is no second-level table for it. */
static unsigned *walk(struct space *space, unsigned vaddr)
{
    unsigned pointer = space->root[VPN1(vaddr)];

    if (!pointer)
        return 0;
    return (unsigned *)PTE_ADDRESS(pointer) + VPN0(vaddr);
}

/* The same, but makes the second-level table; 0 if memory is used up. */
static unsigned *walk_create(struct space *space, unsigned vaddr)
{
    unsigned *pointer = &space->root[VPN1(vaddr)];
    void *table;

    if (!*pointer) {
        table = frame_alloc_zeroed();
        if (!table)
            return 0;
        *pointer = PTE_MAKE((unsigned)table, PTE_V);
    }
    return (unsigned *)PTE_ADDRESS(*pointer) + VPN0(vaddr);
}

/* Maps a frame that the caller gives away. -ENOMEM (then it still has it). */
int vm_map_frame(struct space *space, unsigned vaddr, void *frame, unsigned flags)
{
    unsigned *pte = walk_create(space, vaddr);

    if (!pte)
        return -ENOMEM;
    *pte = PTE_MAKE((unsigned)frame, flags | PTE_V | PTE_U | PTE_A | PTE_D);
    return 0;
}

/* The first address of the second-level table after the one that covers `vaddr`. */
static unsigned next_table(unsigned vaddr)
{
    return (vaddr & ~(MEGAPAGE_SIZE - 1)) + MEGAPAGE_SIZE;
}

/* Where the entries of `vaddr`'s table end that are for addresses below `end`. */
static unsigned *table_end(unsigned *table_entry, unsigned vaddr, unsigned end)
{
    unsigned limit = next_table(vaddr) - 1;

    if (limit > end - 1)
        limit = end - 1;
    return table_entry + ((limit >> 12) - (vaddr >> 12)) + 1;
}

/* Frees the pages from `start` to `end`; the caller flushes. */
static void unmap(struct space *space, unsigned start, unsigned end)
{
    unsigned vaddr;
    unsigned *pte, *last;

    for (vaddr = start; vaddr < end; vaddr = next_table(vaddr)) {
        pte = walk(space, vaddr);
        if (!pte)
            continue;
        for (last = table_end(pte, vaddr, end); pte < last; pte++)
            if (*pte) {
                frame_free((void *)PTE_ADDRESS(*pte));
                *pte = 0;
            }
    }
}

/* The same in a space that goes on being used: whole pages, with the flush. */
void vm_unmap(struct space *space, unsigned start, unsigned end)
{
    unsigned vaddr;
    unsigned *pte;

    for (vaddr = PAGE_UP(start); vaddr < end; vaddr += PAGE_SIZE) {
        pte = walk(space, vaddr);
        if (pte && *pte) {
            frame_free((void *)PTE_ADDRESS(*pte));
            *pte = 0;
            flush_page(space, vaddr);
        }
    }
}

/* The frame of the page that `vaddr` is in; 0: it has none yet. */
void *vm_frame_at(struct space *space, unsigned vaddr)
{
    unsigned *pte = walk(space, vaddr);

    return pte && *pte ? (void *)PTE_ADDRESS(*pte) : 0;
}

/* Frees the second-level tables from `start` to `end`, which hold no page any more. */
static void free_tables(struct space *space, unsigned start, unsigned end)
{
    unsigned vaddr;
    unsigned *pointer;

    for (vaddr = start; vaddr < end; vaddr = next_table(vaddr)) {
        pointer = &space->root[VPN1(vaddr)];
        if (*pointer) {
            frame_free((void *)PTE_ADDRESS(*pointer));
            *pointer = 0;
        }
    }
}

/* Ends a space: its frames, its tables, its translations. */
void vm_destroy(struct space *space)
{
    const struct region *region;
    unsigned i;

    for (i = 0; i < space->region_count; i++) {
        region = &space->regions[i];
        unmap(space, region->start, region->end);
    }
    unmap(space, THREAD_STACKS_BASE, THREAD_STACKS_TOP);
    for (i = 0; i < space->region_count; i++) {
        region = &space->regions[i];
        free_tables(space, region->start, region->end);
    }
    free_tables(space, THREAD_STACKS_BASE, THREAD_STACKS_TOP);
    frame_free(space->root);
    flush_space(space);
    if (vm_active == space)
        vm_active = 0;
    space->root = 0;
    space->asid_generation = 0;
}

/*
 * Shares one page of the parent, or copies it if fork is to be eager and the region is not
 * `shared`. -ENOMEM.
 */
static int copy_page(struct space *child, unsigned vaddr, unsigned *pte, unsigned shared)
{
    unsigned *copy = walk_create(child, vaddr);
    void *frame = (void *)PTE_ADDRESS(*pte);
    void *new_frame;

    if (!copy)
        return -ENOMEM;
    if (*copy)
        return 0;                       /* two regions share this page; it is done */
    if (options.fork_eager && *pte & PTE_W && !shared) {
        new_frame = frame_alloc();
        if (!new_frame)
            return -ENOMEM;
        memcpy(new_frame, frame, PAGE_SIZE);
        *copy = PTE_MAKE((unsigned)new_frame, *pte & PTE_FLAGS);
        return 0;
    }
    if (*pte & PTE_W && !shared)
        *pte = (*pte & ~PTE_W) | PTE_COW;
    frame_share(frame);
    *copy = *pte;
    return 0;
}

/* The same for all pages from `start` to `end`. */
static int copy_range(struct space *child, struct space *parent, unsigned start, unsigned end,
                      unsigned shared)
{
    unsigned vaddr, table;
    unsigned *first, *pte, *last;
    int error = 0;

    for (vaddr = start; vaddr < end && !error; vaddr = next_table(vaddr)) {
        first = walk(parent, vaddr);
        if (!first)
            continue;
        table = PAGE_DOWN(vaddr);
        last = table_end(first, vaddr, end);
        for (pte = first; pte < last && !error; pte++)
            if (*pte)
                error = copy_page(child, table + (unsigned)(pte - first) * PAGE_SIZE, pte,
                                  shared);
    }
    return error;
}

/* Makes `child` a copy of `parent`, whose pages become copy-on-write. -ENOMEM, nothing left. */
int vm_copy(struct space *child, struct space *parent)
{
    const struct region *region;
    unsigned i;
    int error = vm_create(child);

    if (error)
        return error;
    child->region_count = parent->region_count;
    memcpy(child->regions, parent->regions, parent->region_count * sizeof child->regions[0]);
    memcpy(child->stack_slots, parent->stack_slots, sizeof child->stack_slots);
    for (i = 0; i < parent->region_count && !error; i++) {
        region = &parent->regions[i];
        error = copy_range(child, parent, region->start, region->end, region->sharing != REGION_COPIED);
    }
    if (!error)
        error = copy_range(child, parent, THREAD_STACKS_BASE, THREAD_STACKS_TOP, 0);
    if (!options.fork_eager)
        flush_space(parent);
    if (error)
        vm_destroy(child);
    return error;
}

/* Is `vaddr` in the stack of a thread, and not in its guard page? */
static int in_thread_stack(const struct space *space, unsigned vaddr)
{
    unsigned slot;

    if (vaddr < THREAD_STACKS_BASE || vaddr >= THREAD_STACKS_TOP)
        return 0;
    if ((vaddr & (THREAD_STACK_SIZE - 1)) < PAGE_SIZE)
        return 0;
    slot = (vaddr - THREAD_STACKS_BASE) / THREAD_STACK_SIZE;
    return space->stack_slots[slot / 32] >> slot % 32 & 1;
}

/* Lets the first thread's stack reach down to `vaddr`, if that is within its limit. */
static void grow_stack(struct space *space, unsigned vaddr)
{
    struct region *stack = &space->regions[REGION_STACK];

    if (vaddr < stack->start && vaddr >= STACK_LIMIT)
        stack->start = PAGE_DOWN(vaddr);
}

/* What the regions that touch the page at `page` permit there, together; 0 = nothing is there. */
static unsigned page_permissions(const struct space *space, unsigned page)
{
    unsigned permissions = 0;
    unsigned i;

    for (i = 0; i < space->region_count; i++)
        if (space->regions[i].start < page + PAGE_SIZE && space->regions[i].end > page)
            permissions |= space->regions[i].permissions;
    if (in_thread_stack(space, page))
        permissions |= PTE_R | PTE_W;
    return permissions;
}

/* Is the page at `page` meant to be written by several processes? */
static int is_shared(const struct space *space, unsigned page)
{
    unsigned i;

    for (i = REGION_SEGMENTS; i < space->region_count; i++)
        if (space->regions[i].start <= page && space->regions[i].end > page)
            return space->regions[i].sharing == REGION_SHARED;
    return 0;
}

/*
 * The regions of these pages have other permissions than before: so have the pages that are there.
 * A page that others have, too, is written to only after it was copied, unless it is meant to be shared.
 */
void vm_protect(struct space *space, unsigned start, unsigned end)
{
    unsigned vaddr, permissions;
    unsigned *pte;

    for (vaddr = start; vaddr < end; vaddr += PAGE_SIZE) {
        pte = walk(space, vaddr);
        if (!pte || !*pte)
            continue;
        permissions = page_permissions(space, vaddr);
        if (permissions & PTE_W && frame_is_shared((void *)PTE_ADDRESS(*pte)) && !is_shared(space, vaddr))
            permissions = (permissions & ~PTE_W) | PTE_COW;
        *pte = (*pte & ~(PTE_R | PTE_W | PTE_X | PTE_COW)) | permissions;
        flush_page(space, vaddr);
        if (permissions & PTE_X)
            fence_i();                  /* these instructions may have been written as data */
    }
}

/* Copies what a region's file has for the page at `page` into the frame for it. */
static void fill_from_file(const struct region *region, unsigned page, unsigned char *frame)
{
    unsigned start = region->start;
    unsigned end = region->start + region->file_size;

    if (start < page)
        start = page;
    if (end > page + PAGE_SIZE)
        end = page + PAGE_SIZE;
    if (start < end)
        memcpy(frame + (start - page), region->file + (start - region->start), end - start);
}

/*
 * The archive's own frame for the page at `page`, so that nothing need be copied and all who
 * map the file share it: if the page belongs to one region alone, which has all of it from the
 * file (what lies in the file before or behind the region may be seen), and the file's pages
 * lie on frames. 0: there is no such frame.
 */
static void *archive_frame(const struct space *space, unsigned page)
{
    const struct region *region, *owner = 0;
    unsigned file_end, frame;
    unsigned i;

    for (i = 0; i < space->region_count; i++) {
        region = &space->regions[i];
        if (region->start >= page + PAGE_SIZE || region->end <= page)
            continue;
        if (owner)
            return 0;
        owner = region;
    }
    if (!owner || !owner->file_size)
        return 0;
    file_end = owner->start + owner->file_size;
    if (file_end <= page || (file_end < page + PAGE_SIZE && file_end < owner->end))
        return 0;                       /* some of it is zero */
    frame = (unsigned)owner->file + (page - owner->start);
    return frame % PAGE_SIZE == 0 && frame_is_of_archive((void *)frame) ? (void *)frame : 0;
}

/* A new frame for the page at `page`: zeros, and what files have for it. 0: no memory. */
static void *filled_frame(const struct space *space, unsigned page)
{
    void *frame = frame_alloc_zeroed();
    unsigned i;

    if (frame)
        for (i = REGION_SEGMENTS; i < space->region_count; i++)
            fill_from_file(&space->regions[i], page, frame);
    return frame;
}

/* Gives the page at `page` its first frame: one of the archive's, or one of its own. */
static int fill_page(struct space *space, unsigned page, unsigned permissions,
                     enum vm_access access)
{
    void *frame = access == VM_WRITE ? 0 : archive_frame(space, page);

    if (frame) {
        frame_share(frame);
        if (permissions & PTE_W)
            permissions = (permissions & ~PTE_W) | PTE_COW;
        if (vm_map_frame(space, page, frame, permissions)) {
            frame_free(frame);
            return -ENOMEM;
        }
        return 0;
    }
    frame = filled_frame(space, page);
    if (!frame)
        return -ENOMEM;
    if (vm_map_frame(space, page, frame, permissions)) {
        frame_free(frame);
        return -ENOMEM;
    }
    if (permissions & PTE_X)
        fence_i();                      /* these instructions were written as data */
    return 0;
}

/* A write to a shared page: a copy of one's own, or the page itself if nobody else is left. */
static int break_copy_on_write(struct space *space, unsigned page, unsigned *pte)
{
    void *frame = (void *)PTE_ADDRESS(*pte);
    unsigned flags = (*pte & PTE_FLAGS & ~PTE_COW) | PTE_W;
    void *copy;

    if (frame_is_shared(frame)) {
        copy = frame_alloc();
        if (!copy)
            return -ENOMEM;
        memcpy(copy, frame, PAGE_SIZE);
        frame_free(frame);
        frame = copy;
    }
    *pte = PTE_MAKE((unsigned)frame, flags);
    flush_page(space, page);
    return 0;
}

static unsigned needed_permission(enum vm_access access)
{
    return access == VM_WRITE ? PTE_W : access == VM_EXECUTE ? PTE_X : PTE_R;
}

/*
 * Makes `access` to `vaddr` possible, if the space permits it: fills the page, or breaks
 * copy-on-write. -EFAULT: not permitted; -ENOMEM.
 */
int vm_fault(struct space *space, unsigned vaddr, enum vm_access access)
{
    unsigned page = PAGE_DOWN(vaddr);
    unsigned needed = needed_permission(access);
    unsigned permissions;
    unsigned *pte;

    if (vaddr >= USER_END)
        return -EFAULT;
    pte = walk(space, page);
    if (pte && *pte) {
        if (*pte & needed) {
            flush_page(space, page);    /* the TLB knew less than the table */
            return 0;
        }
        if (access == VM_WRITE && *pte & PTE_COW)
            return break_copy_on_write(space, page, pte);
        return -EFAULT;
    }
    grow_stack(space, vaddr);
    permissions = page_permissions(space, page);
    if (!(permissions & needed))
        return -EFAULT;
    return fill_page(space, page, permissions, access);
}

/* Where user address `vaddr` lies physically, ready for `access`; 0: not permitted, or no memory. */
void *vm_pointer(struct space *space, unsigned vaddr, enum vm_access access)
{
    unsigned *pte;

    if (vaddr >= USER_END)
        return 0;
    pte = walk(space, vaddr);
    if (!pte || !(*pte & needed_permission(access))) {
        if (vm_fault(space, vaddr, access))
            return 0;
        pte = walk(space, vaddr);
    }
    return (char *)PTE_ADDRESS(*pte) + vaddr % PAGE_SIZE;
}

/* How many of `size` bytes at `vaddr` lie in its page. */
static unsigned within_page(unsigned vaddr, unsigned size)
{
    unsigned rest = PAGE_SIZE - vaddr % PAGE_SIZE;

    return size < rest ? size : rest;
}

/* May all of these bytes be written? If so they are ready for it. */
int vm_writable(struct space *space, unsigned vaddr, unsigned size)
{
    return vm_pointer(space, vaddr, VM_WRITE) && vm_pointer(space, vaddr + size - 1, VM_WRITE);
}

/* Copies from user memory. -EFAULT. */
int vm_copy_in(struct space *space, void *to, unsigned vaddr, unsigned size)
{
    char *out = to;
    unsigned part;
    void *from;

    while (size) {
        part = within_page(vaddr, size);
        from = vm_pointer(space, vaddr, VM_READ);
        if (!from)
            return -EFAULT;
        memcpy(out, from, part);
        out += part;
        vaddr += part;
        size -= part;
    }
    return 0;
}

/* Copies to user memory. -EFAULT; what comes before the bad page is then written. */
int vm_copy_out(struct space *space, unsigned vaddr, const void *from, unsigned size)
{
    const char *in = from;
    unsigned part;
    void *to;

    while (size) {
        part = within_page(vaddr, size);
        to = vm_pointer(space, vaddr, VM_WRITE);
        if (!to)
            return -EFAULT;
        memcpy(to, in, part);
        in += part;
        vaddr += part;
        size -= part;
    }
    return 0;
}

/* Copies a string with its NUL, `size` bytes at most. Its length; -EFAULT; -E2BIG: no NUL in there. */
int vm_copy_string_in(struct space *space, char *to, unsigned vaddr, unsigned size)
{
    unsigned length = 0;
    unsigned part, i;
    const char *from;

    while (length < size) {
        part = within_page(vaddr + length, size - length);
        from = vm_pointer(space, vaddr + length, VM_READ);
        if (!from)
            return -EFAULT;
        for (i = 0; i < part; i++) {
            to[length + i] = from[i];
            if (!from[i])
                return (int)(length + i);
        }
        length += part;
    }
    return -E2BIG;
}

/* How far the heap may grow: up to the next region above it. */
static unsigned heap_limit(const struct space *space)
{
    unsigned limit = THREAD_STACKS_BASE;
    unsigned i, start;

    for (i = REGION_SEGMENTS; i < space->region_count; i++) {
        start = PAGE_DOWN(space->regions[i].start);
        if (start >= space->regions[REGION_HEAP].end && start < limit)
            limit = start;
    }
    return limit;
}

/*
 * System call: moves the end of the heap by `bytes`, up or down; its old value in *old_end.
 * -ENOMEM: there is no room, or no memory to fill it; -EINVAL: below its start.
 */
int vm_grow_heap(struct space *space, int bytes, unsigned *old_end)
{
    struct region *heap = &space->regions[REGION_HEAP];
    unsigned end = heap->end;

    *old_end = end;
    if (bytes < 0) {
        if (0u - (unsigned)bytes > end - heap->start)
            return -EINVAL;
        heap->end = end + (unsigned)bytes;
        vm_unmap(space, heap->end, end);
        return 0;
    }
    if ((unsigned)bytes > heap_limit(space) - end)
        return -ENOMEM;
    if ((PAGE_UP(end + (unsigned)bytes) - PAGE_UP(end)) / PAGE_SIZE > frame_free_count())
        return -ENOMEM;
    heap->end = end + (unsigned)bytes;
    return 0;
}

/* Reserves a stack for one more thread. Its slot, or -1. */
int vm_stack_slot_take(struct space *space)
{
    unsigned slot;

    for (slot = 0; slot < THREAD_STACKS_MAX; slot++)
        if (!(space->stack_slots[slot / 32] >> slot % 32 & 1)) {
            space->stack_slots[slot / 32] |= 1u << slot % 32;
            return (int)slot;
        }
    return -1;
}

/* Frees a slot and the memory its stack had. */
void vm_stack_slot_free(struct space *space, int slot)
{
    unsigned top = vm_stack_slot_top(slot);

    if (space->root)
        vm_unmap(space, top - THREAD_STACK_SIZE, top);
    space->stack_slots[slot / 32] &= ~(1u << slot % 32);
}

/* The end of a slot's stack, which is its first stack pointer. */
unsigned vm_stack_slot_top(int slot)
{
    return THREAD_STACKS_BASE + ((unsigned)slot + 1) * THREAD_STACK_SIZE;
}
