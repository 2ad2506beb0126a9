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

static unsigned permissions_of(unsigned protection)
{
    unsigned permissions = protection << PROTECTION_SHIFT;

    return permissions & PTE_W ? permissions | PTE_R : permissions;     /* no page can only be written */
}

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

/* Cuts the regions in two that reach over `vaddr`. There is room for them. */
static void cut_at(struct space *space, unsigned vaddr)
{
    unsigned i, count = space->region_count;
    struct region *region;

    for (i = REGION_SEGMENTS; i < count; i++) {
        region = &space->regions[i];
        if (region->start < vaddr && region->end > vaddr) {
            space->regions[space->region_count] = *region;
            cut_before(&space->regions[space->region_count++], vaddr);
            cut_behind(region, vaddr);
        }
    }
}

/*
 * Cuts regions so that none reaches over `start` or `end`. -EINVAL: heap or stack is there;
 * -ENOMEM: there would be too many regions. Then nothing has changed.
 */
static int cut_out(struct space *space, unsigned start, unsigned end)
{
    const struct region *region;
    unsigned i, cuts = 0;

    for (i = 0; i < space->region_count; i++) {
        region = &space->regions[i];
        if (i < REGION_SEGMENTS && region->start != region->end && overlaps(region, start, end))
            return -EINVAL;
        cuts += region->start < start && region->end > start;
        cuts += region->start < end && region->end > end;
    }
    if (space->region_count + cuts > REGIONS_MAX)
        return -ENOMEM;
    cut_at(space, start);
    cut_at(space, end);
    return 0;
}

/* Takes the pages from `start` to `end` out of all regions. Errors as above. */
static int carve(struct space *space, unsigned start, unsigned end)
{
    unsigned i;
    int error = cut_out(space, start, end);

    if (error)
        return error;
    for (i = REGION_SEGMENTS; i < space->region_count; i++)
        if (overlaps(&space->regions[i], start, end))
            space->regions[i--] = space->regions[--space->region_count];
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
    region.permissions = permissions_of(wanted->protection);
    if (!(wanted->flags & MAP_ANONYMOUS)) {
        region.file = file->contents + wanted->offset;
        region.file_size = file->size - wanted->offset;
        if (region.file_size > length)
            region.file_size = length;
    }
    if (wanted->flags & MAP_SHARED)
        region.sharing = wanted->protection & PROT_WRITE ? REGION_SHARED : REGION_READ_ONLY;
    error = carve(space, region.start, region.end);
    if (error)
        return error;
    if (space->region_count == REGIONS_MAX)
        return -ENOMEM;
    space->regions[space->region_count++] = region;
    if (region.sharing == REGION_SHARED && populate(space, region.start, region.end)) {
        carve(space, region.start, region.end);
        return -ENOMEM;
    }
    return (int)region.start;
}

/* Are these whole pages of what can be mapped? */
static int is_mappable(unsigned vaddr, unsigned length)
{
    return vaddr % PAGE_SIZE == 0 && length && vaddr <= THREAD_STACKS_BASE
        && length <= THREAD_STACKS_BASE - vaddr;
}

/*
 * System call: takes the pages of these addresses away, mapped or not. -EINVAL: they are no
 * whole pages, or heap or stack is there; -ENOMEM: too many regions would remain.
 */
int map_remove(unsigned vaddr, unsigned length)
{
    if (!is_mappable(vaddr, length))
        return -EINVAL;
    return carve(&current->process->space, vaddr, vaddr + PAGE_UP(length));
}

/* Does every page from `start` to `end` belong to a region, and to none that nobody may write if `writing`? */
static int check_regions(const struct space *space, unsigned start, unsigned end, int writing)
{
    unsigned page, i;
    int found;

    for (page = start; page < end; page += PAGE_SIZE) {
        found = 0;
        for (i = 0; i < space->region_count; i++)
            if (overlaps(&space->regions[i], page, page + PAGE_SIZE)) {
                found = 1;
                if (writing && space->regions[i].sharing == REGION_READ_ONLY)
                    return -EACCES;
            }
        if (!found)
            return -ENOMEM;
    }
    return 0;
}

/*
 * System call: what may be done with these pages from now on. -EINVAL: no whole pages, no such
 * protection, or heap or stack is there; -EACCES: memory was shared to be read only; -ENOMEM: some
 * of it is not mapped, or too many regions would result.
 */
int map_protect(unsigned vaddr, unsigned length, unsigned protection)
{
    struct space *space = &current->process->space;
    unsigned end, i;
    int error;

    if (protection & ~(unsigned)PROTECTION_ALL || !is_mappable(vaddr, length))
        return -EINVAL;
    end = vaddr + PAGE_UP(length);
    error = check_regions(space, vaddr, end, protection & PROT_WRITE);
    if (!error)
        error = cut_out(space, vaddr, end);
    if (error)
        return error;
    for (i = REGION_SEGMENTS; i < space->region_count; i++)
        if (overlaps(&space->regions[i], vaddr, end))
            space->regions[i].permissions = permissions_of(protection);
    vm_protect(space, vaddr, end);
    return 0;
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
