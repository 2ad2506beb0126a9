/*
 * Multilevel queue: a queue for each priority, 0 the most urgent, served before those below it.
 * Within a queue threads take turns, each queue with a quantum of
 * its own (0: first come, first served). A thread never changes its queue.
 */
#include "defs.h"

static struct queue ready_lists[LEVELS_MAX];

static unsigned level_of(const struct thread *thread)
{
    return thread->sched.priority < options.levels ? thread->sched.priority : options.levels - 1;
}

static void mlq_enqueue(struct thread *thread, enum sched_entry entry)
{
    struct queue *queue = &ready_lists[level_of(thread)];

    if (entry != ENTRY_PREEMPTED)
        thread->sched.slice_left = options.quanta[level_of(thread)];
    queue_insert_before(queue, thread, entry == ENTRY_PREEMPTED ? queue->head : 0);
}

static void mlq_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *mlq_pick(void)
{
    unsigned level;

    for (level = 0; level < options.levels; level++)
        if (ready_lists[level].head)
            return queue_take(&ready_lists[level]);
    return 0;
}

static int mlq_preempts(struct thread *woken, struct thread *running)
{
    return level_of(woken) < level_of(running);
}

static unsigned mlq_slice(struct thread *thread)
{
    return options.quanta[level_of(thread)] ? thread->sched.slice_left : 0;
}

static void mlq_charge(struct thread *thread, unsigned time)
{
    unsigned left = thread->sched.slice_left;

    thread->sched.slice_left = left > time ? left - time : options.quanta[level_of(thread)];
}

const struct sched_policy sched_mlq = {
    "mlq", mlq_enqueue, mlq_dequeue, mlq_pick, mlq_preempts, mlq_slice, mlq_charge
};
