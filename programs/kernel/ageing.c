/*
 * Priorities and ageing, for the two policies that go by priority: for every `ageing` units of
 * time that a thread has been ready, its priority is one more urgent. What it has gained it
 * keeps while it runs, and loses when it has had its turn.
 */
#include "defs.h"

/* What the priority of a thread on the ready list comes to now. */
static unsigned aged_priority(const struct thread *thread)
{
    unsigned gain = options.ageing ? (sched_clock() - thread->sched.ready_since) / options.ageing : 0;

    gain += thread->sched.gained;
    return gain < thread->sched.priority ? thread->sched.priority - gain : 0;
}

/* Puts a thread onto the ready list: behind the others, or in front of them if it was preempted. */
void ageing_enqueue(struct queue *ready_list, struct thread *thread, enum sched_entry entry)
{
    thread->sched.ready_since = sched_clock();
    if (entry != ENTRY_PREEMPTED)
        thread->sched.gained = 0;
    queue_insert_before(ready_list, thread, entry == ENTRY_PREEMPTED ? ready_list->head : 0);
}

/* Takes off the most urgent, of equals the first; 0 if there is none. */
struct thread *ageing_pick(struct queue *ready_list)
{
    struct thread *best = ready_list->head;
    struct thread *thread;

    if (!best)
        return 0;
    for (thread = best->next; thread; thread = thread->next)
        if (aged_priority(thread) < aged_priority(best))
            best = thread;
    queue_remove(best);
    best->sched.gained = best->sched.priority - aged_priority(best);
    return best;
}

/* Is a thread that just became ready more urgent than the one that runs? */
int ageing_preempts(struct thread *woken, struct thread *running)
{
    return woken->sched.priority < running->sched.priority - running->sched.gained;
}
