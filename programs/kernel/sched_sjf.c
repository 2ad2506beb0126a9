/* Shortest job first, not preemptive: the ready list is in the order of the next bursts. */
#include "defs.h"

static struct queue ready_list;

static void sjf_enqueue(struct thread *thread, enum sched_entry entry)
{
    struct thread *later = ready_list.head;

    if (entry == ENTRY_READY)
        burst_begin(thread);
    while (later && burst_remaining(later) <= burst_remaining(thread))
        later = later->next;
    queue_insert_before(&ready_list, thread, later);
}

static void sjf_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *sjf_pick(void)
{
    return queue_take(&ready_list);
}

const struct sched_policy sched_sjf = {
    "sjf", sjf_enqueue, sjf_dequeue, sjf_pick, 0, sched_slice_none, burst_charge
};
