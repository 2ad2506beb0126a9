/*
 * Bursts: how long a thread will run until it blocks. The program says so (SCHED_BURST), or
 * the average of its earlier bursts is taken for it, in which each counts half of the one after.
 */
#include "defs.h"

/* A thread became ready that was blocked: the burst it had before is over. */
void burst_begin(struct thread *thread)
{
    struct sched_entity *sched = &thread->sched;

    if (sched->burst_used)
        sched->burst_predicted = (sched->burst_predicted + sched->burst_used) / 2;
    sched->burst_used = 0;
}

/* It has run for so long. */
void burst_charge(struct thread *thread, unsigned time)
{
    thread->sched.burst_used += time;
}

/* How long its burst is. */
unsigned burst_length(const struct thread *thread)
{
    const struct sched_entity *sched = &thread->sched;

    return sched->burst_declared && !options.predict ? sched->burst_declared : sched->burst_predicted;
}

/* How much of its burst is to come; 0 if it lasts longer than was thought. */
unsigned burst_remaining(const struct thread *thread)
{
    unsigned length = burst_length(thread);

    return length > thread->sched.burst_used ? length - thread->sched.burst_used : 0;
}
