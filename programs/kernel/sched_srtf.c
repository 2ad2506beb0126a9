/* Shortest remaining time first: a burst that is shorter than what is left of the running one preempts it. */
#include "defs.h"

static struct queue ready_list;

/* In the order of what is left; behind equals, but a preempted thread, which came before them, in front. */
static void srtf_enqueue(struct thread *thread, enum sched_entry entry)
{
    struct thread *later = ready_list.head;
    unsigned remaining;

    if (entry == ENTRY_READY)
        burst_begin(thread);
    remaining = burst_remaining(thread);
    while (later && (burst_remaining(later) < remaining
                     || (burst_remaining(later) == remaining && entry != ENTRY_PREEMPTED)))
        later = later->next;
    queue_insert_before(&ready_list, thread, later);
}

static void srtf_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *srtf_pick(void)
{
    return queue_take(&ready_list);
}

static int srtf_preempts(struct thread *woken, struct thread *running)
{
    return burst_remaining(woken) < burst_remaining(running);
}

const struct sched_policy sched_srtf = {
    "srtf", srtf_enqueue, srtf_dequeue, srtf_pick, srtf_preempts, sched_slice_none, burst_charge
};
