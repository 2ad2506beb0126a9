/* By priority, not preemptive: the most urgent ready thread runs until it blocks, ends or gives way. */
#include "defs.h"

static struct queue ready_list;

static void priority_enqueue(struct thread *thread, enum sched_entry entry)
{
    ageing_enqueue(&ready_list, thread, entry);
}

static void priority_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *priority_pick(void)
{
    return ageing_pick(&ready_list);
}

const struct sched_policy sched_priority = {
    "priority", priority_enqueue, priority_dequeue, priority_pick, 0, sched_slice_none, 0
};
