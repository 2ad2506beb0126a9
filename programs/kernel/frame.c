/*
 * Frames of physical memory, each with a count of the address spaces that share it. Memory
 * above the kernel is handed out in order first, so that boot need not touch it all; what is
 * freed goes onto a list through the frames themselves. The frames of the archive of programs
 * are counted as well, since spaces map them as they are; the archive is one user of each, so
 * that they are never free.
 */
#include "defs.h"

struct free_frame {
    struct free_frame *next;
};

static struct free_frame *free_list;
static unsigned fresh_start, fresh_end;         /* never handed out yet */
static unsigned first_frame;                    /* number of the frame that counts[0] is for */
static unsigned *counts;
static unsigned free_count;
static unsigned archive_first, archive_last;    /* whole frames of the archive: from, up to */

/*
 * Takes over the memory from `start` to `end`; its first part holds the counts, also those of
 * the archive, if that lies above.
 */
void frame_init(unsigned start, unsigned end, unsigned archive_start, unsigned archive_end)
{
    unsigned frames, frame;

    start = PAGE_UP(start);
    end = PAGE_DOWN(end);
    if (start >= end)
        panic("frame: no memory beyond the kernel");
    if (archive_start >= end) {
        archive_first = PAGE_UP(archive_start);
        archive_last = PAGE_UP(archive_end);
    }
    frames = ((archive_last > end ? archive_last : end) - start) / PAGE_SIZE;
    counts = (unsigned *)start;
    first_frame = start / PAGE_SIZE;
    fresh_start = PAGE_UP(start + frames * sizeof counts[0]);
    fresh_end = end;
    if (fresh_start > fresh_end)
        fresh_start = fresh_end;
    free_count = (fresh_end - fresh_start) / PAGE_SIZE;
    for (frame = archive_first; frame < archive_last; frame += PAGE_SIZE)
        counts[frame / PAGE_SIZE - first_frame] = 1;
}

static unsigned *frame_count(void *frame)
{
    return &counts[(unsigned)frame / PAGE_SIZE - first_frame];
}

/* A frame with anything in it; 0 if memory is used up. */
void *frame_alloc(void)
{
    void *frame = free_list;

    if (frame) {
        free_list = free_list->next;
    } else {
        if (fresh_start == fresh_end)
            return 0;
        frame = (void *)fresh_start;
        fresh_start += PAGE_SIZE;
    }
    free_count--;
    *frame_count(frame) = 1;
    return frame;
}

/* A frame full of zeros; 0 if memory is used up. */
void *frame_alloc_zeroed(void)
{
    void *frame = frame_alloc();

    if (frame)
        memset(frame, 0, PAGE_SIZE);
    return frame;
}

/* One more user of a frame. */
void frame_share(void *frame)
{
    (*frame_count(frame))++;
}

int frame_is_shared(void *frame)
{
    return *frame_count(frame) > 1;
}

/* Does the frame hold files, and nothing that anybody may write? */
int frame_is_of_archive(const void *frame)
{
    return (unsigned)frame >= archive_first && (unsigned)frame < archive_last;
}

/* How many address spaces have it. */
unsigned frame_users(void *frame)
{
    return *frame_count(frame) - (frame_is_of_archive(frame) ? 1 : 0);
}

/* One user less; the last one frees it. */
void frame_free(void *frame)
{
    struct free_frame *free_frame = frame;

    if (--*frame_count(frame) > 0)
        return;
    free_frame->next = free_list;
    free_list = free_frame;
    free_count++;
}

unsigned frame_free_count(void)
{
    return free_count;
}
