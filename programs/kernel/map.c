/*
 * Memory that a program asks for: files of the archive, or zeros, each a region of its address
 * space whose pages are filled when they are touched. Pages of a file that nobody has written
 * are the archive's own frames, so that all processes share them.
 */
#include <sys/mman.h>
#include "defs.h"

#define PROTECTION_SHIFT    1           /* PROT_READ, _WRITE, _EXEC are PTE_R, _W, _X one bit lower */
#define PROTECTION_ALL      (PROT_READ | PROT_WRITE | PROT_EXEC)
#define FLAGS_KNOWN         (MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS)

static int overlaps(const struct region *region, unsigned start, unsigned end)
{
    return PAGE_DOWN(region->start) < end && PAGE_UP(region->end) > start;
}

/* The lowest address from MMAP_BASE on with room for `length` bytes; 0: there is none. */
static unsigned find_room(const struct space *space, unsigned length)
{
    unsigned start = MMAP_BASE;
    unsigned i;

    for (i = 0; i < space->region_count; i++)
        if (length <= THREAD_STACKS_BASE - start
            && overlaps(&space->regions[i], start, start + length)) {
            start = PAGE_UP(space->regions[i].end);
            i = (unsigned)-1;           /* from the first region again */
        }
    return length <= THREAD_STACKS_BASE - start ? start : 0;
}

/* Moves the start of a region up; what it has from a file goes with it. */
static void cut_before(struct region *region, unsigned start)
{
    unsigned cut = start - region->start;

    if (cut > region->file_size)
        cut = region->file_size;
    region->file += cut;
    region->file_size -= cut;
    region->start = start;
}

static void cut_behind(struct region *region, unsigned end)
{
    if (region->file_size > end - region->start)
        region->file_size = end - region->start;
    region->end = end;
}

/*
 * Takes the pages from `start` to `end` out of all regions. -EINVAL: heap or stack is there;
 * -ENOMEM: a region would be cut in two, and there are too many. Then nothing has changed.
 */
static int carve(struct space *space, unsigned start, unsigned end)
{
    struct region *region;
    unsigned i, splits = 0;

    for (i = 0; i < space->region_count; i++) {
        region = &space->regions[i];
        if (!overlaps(region, start, end))
            continue;
        if (i < REGION_SEGMENTS && region->start != region->end)
            return -EINVAL;
        splits += region->start < start && region->end > end;
    }
    if (space->region_count + splits > REGIONS_MAX)
        return -ENOMEM;
    for (i = REGION_SEGMENTS; i < space->region_count; i++) {
        region = &space->regions[i];
        if (!overlaps(region, start, end))
            continue;
        if (region->start < start && region->end > end) {
            space->regions[space->region_count] = *region;
            cut_before(&space->regions[space->region_count++], end);
            cut_behind(region, start);
        } else if (region->start < start) {
            cut_behind(region, start);
        } else if (region->end > end) {
            cut_before(region, end);
        } else {
            *region = space->regions[--space->region_count];
            i--;
        }
    }
    vm_unmap(space, start, end);
    return 0;
}

/* Gives every page of a shared region its frame now, since fork can share only what is there. */
static int populate(struct space *space, unsigned start, unsigned end)
{
    unsigned vaddr;

    if ((end - start) / PAGE_SIZE > frame_free_count())
        return -ENOMEM;
    for (vaddr = start; vaddr < end; vaddr += PAGE_SIZE)
        if (!vm_pointer(space, vaddr, VM_WRITE))
            return -ENOMEM;
    return 0;
}

/* Is this a request that can be granted, as far as its numbers tell? */
static int check(const struct mmap_arguments *wanted)
{
    unsigned sharing = wanted->flags & (MAP_SHARED | MAP_PRIVATE);

    if (!wanted->length || wanted->flags & ~(unsigned)FLAGS_KNOWN
        || wanted->protection & ~(unsigned)PROTECTION_ALL
        || (sharing != MAP_SHARED && sharing != MAP_PRIVATE))
        return -EINVAL;
    if (wanted->length > USER_END)
        return -ENOMEM;
    if (wanted->flags & MAP_FIXED
        && (wanted->vaddr % PAGE_SIZE || wanted->vaddr < PAGE_SIZE
            || wanted->vaddr > THREAD_STACKS_BASE
            || PAGE_UP(wanted->length) > THREAD_STACKS_BASE - wanted->vaddr))
        return -EINVAL;
    if (wanted->flags & MAP_ANONYMOUS)
        return 0;
    if (!file_of(wanted->fd))
        return -EBADF;
    if (wanted->offset % PAGE_SIZE || wanted->offset >= file_of(wanted->fd)->size)
        return -EINVAL;
    return sharing == MAP_SHARED && wanted->protection & PROT_WRITE ? -EACCES : 0;
}

/*
 * System call: memory at `vaddr` (MAP_FIXED: whatever was there goes) or where there is room.
 * Its address. Behind the end of a file there are zeros. -EINVAL, -EBADF: no such file is open,
 * -EACCES: the file would be written, -ENOMEM: no room, no memory, or too many regions.
 */
int map_memory(const struct mmap_arguments *wanted)
{
    struct space *space = &current->process->space;
    const struct open_file *file = file_of(wanted->fd);
    unsigned length = PAGE_UP(wanted->length);
    struct region region;
    int error = check(wanted);

    if (error)
        return error;
    memset(&region, 0, sizeof region);
    region.start = wanted->flags & MAP_FIXED ? wanted->vaddr : find_room(space, length);
    if (!region.start)
        return -ENOMEM;
    region.end = region.start + length;
    region.permissions = wanted->protection << PROTECTION_SHIFT;
    if (region.permissions & PTE_W)
        region.permissions |= PTE_R;    /* the machine has no pages that can only be written */
    if (!(wanted->flags & MAP_ANONYMOUS)) {
        region.file = file->contents + wanted->offset;
        region.file_size = file->size - wanted->offset;
        if (region.file_size > length)
            region.file_size = length;
    } else {
        region.shared = wanted->flags & MAP_SHARED && wanted->protection & PROT_WRITE;
    }
    error = carve(space, region.start, region.end);
    if (error)
        return error;
    if (space->region_count == REGIONS_MAX)
        return -ENOMEM;
    space->regions[space->region_count++] = region;
    if (region.shared && populate(space, region.start, region.end)) {
        carve(space, region.start, region.end);
        return -ENOMEM;
    }
    return (int)region.start;
}

/*
 * System call: takes the pages of these addresses away, mapped or not. -EINVAL: they are no
 * whole pages, or heap or stack is there; -ENOMEM: too many regions would remain.
 */
int map_remove(unsigned vaddr, unsigned length)
{
    if (vaddr % PAGE_SIZE || !length || vaddr > THREAD_STACKS_BASE
        || length > THREAD_STACKS_BASE - vaddr)
        return -EINVAL;
    return carve(&current->process->space, vaddr, vaddr + PAGE_UP(length));
}

/*
 * System call: how many of these pages have a frame, and how many share theirs with another
 * address space. -EINVAL, -EFAULT.
 */
int map_count(unsigned vaddr, unsigned length, unsigned count_vaddr)
{
    struct space *space = &current->process->space;
    struct memory_count count = { 0, 0 };
    unsigned page, end;
    void *frame;

    if (vaddr >= USER_END || length > USER_END - vaddr)
        return -EINVAL;
    end = vaddr + length;
    for (page = PAGE_DOWN(vaddr); page < end; page += PAGE_SIZE) {
        frame = vm_frame_at(space, page);
        if (frame) {
            count.resident++;
            count.shared += frame_users(frame) > 1;
        }
    }
    return vm_copy_out(space, count_vaddr, &count, sizeof count);
}
