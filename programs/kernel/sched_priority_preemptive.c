/*
 * By priority, preemptive: a more urgent thread that becomes ready runs at once. Equals take
 * turns, a quantum each, if there is a quantum; a preempted thread keeps the rest of its own.
 */
#include "defs.h"

static struct queue ready_list;

static void preemptive_enqueue(struct thread *thread, enum sched_entry entry)
{
    if (entry != ENTRY_PREEMPTED)
        thread->sched.slice_left = options.quantum;
    ageing_enqueue(&ready_list, thread, entry);
}

static void preemptive_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *preemptive_pick(void)
{
    return ageing_pick(&ready_list);
}

static unsigned preemptive_slice(struct thread *thread)
{
    return options.quantum ? thread->sched.slice_left : 0;
}

/* A quantum of which nothing is left was over in the moment of the preemption: the next one begins. */
static void preemptive_charge(struct thread *thread, unsigned time)
{
    unsigned left = thread->sched.slice_left;

    thread->sched.slice_left = left > time ? left - time : options.quantum;
}

const struct sched_policy sched_priority_preemptive = {
    "priority_preemptive", preemptive_enqueue, preemptive_dequeue, preemptive_pick,
    ageing_preempts, preemptive_slice, preemptive_charge
};
