/* Round robin: the ready list is a queue, and each thread gets one quantum of it in turn. */
#include "defs.h"

static struct queue ready_list;

static void rr_enqueue(struct thread *thread)
{
    queue_append(&ready_list, thread);
}

static void rr_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *rr_pick(struct thread *running)
{
    (void)running;      /* whoever is at the head goes before the one that has just run */
    return queue_take(&ready_list);
}

static int rr_preempts(struct thread *woken, struct thread *running)
{
    (void)woken;
    (void)running;
    return 0;           /* a woken thread waits for its turn */
}

const struct sched_policy sched_rr = { "rr", rr_enqueue, rr_dequeue, rr_pick, rr_preempts };
