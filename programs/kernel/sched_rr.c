/* Round robin: the ready list is a queue, and each thread gets one quantum of it in turn. */
#include "defs.h"

static struct queue ready_list;

static void rr_enqueue(struct thread *thread, enum sched_entry entry)
{
    (void)entry;
    queue_append(&ready_list, thread);
}

static void rr_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *rr_pick(void)
{
    return queue_take(&ready_list);
}

const struct sched_policy sched_rr = { "rr", rr_enqueue, rr_dequeue, rr_pick, 0, 0, 0 };
