/* First come, first served: who runs, runs until it blocks, ends or gives way. */
#include "defs.h"

static struct queue ready_list;

static void fcfs_enqueue(struct thread *thread, enum sched_entry entry)
{
    (void)entry;
    queue_append(&ready_list, thread);
}

static void fcfs_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *fcfs_pick(void)
{
    return queue_take(&ready_list);
}

const struct sched_policy sched_fcfs = {
    "fcfs", fcfs_enqueue, fcfs_dequeue, fcfs_pick, 0, sched_slice_none, 0
};
