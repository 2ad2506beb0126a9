/*
 * Completely fair: the thread with the least virtual runtime goes first. It grows as a thread runs, a
 * quarter faster for each step that it is nicer. The quantum is shared among all that want to
 * run, so that each has its turn within it; a woken thread that is behind by a turn preempts.
 */
#include "defs.h"

#define RATE_ONE 1024u                  /* virtual time for a unit of time at nice 0 */

static struct queue ready_list;
static unsigned ready_count;

static unsigned rate(int nice)
{
    unsigned rate = RATE_ONE;

    for (; nice > 0; nice--)
        rate += rate / 4;
    for (; nice < 0; nice++)
        rate -= rate / 5;
    return rate;
}

static unsigned turn(void)
{
    unsigned turn = options.quantum / (ready_count + 1);
    unsigned least = options.tick ? 1 : QUANTUM_MIN;

    return turn > least ? turn : least;
}

static void cfs_enqueue(struct thread *thread, enum sched_entry entry)
{
    ready_count++;
    virtual_enqueue(&ready_list, thread, entry);
}

static void cfs_dequeue(struct thread *thread)
{
    ready_count--;
    queue_remove(thread);
}

static struct thread *cfs_pick(void)
{
    struct thread *next = virtual_pick(&ready_list);

    if (next)
        ready_count--;
    return next;
}

static int cfs_preempts(struct thread *woken, struct thread *running)
{
    return woken->sched.virtual_time + (uint64_t)turn() * RATE_ONE < running->sched.virtual_time;
}

static unsigned cfs_slice(struct thread *thread)
{
    (void)thread;
    return turn();
}

static void cfs_charge(struct thread *thread, unsigned time)
{
    thread->sched.virtual_time += (uint64_t)rate(thread->sched.nice) * time;
}

const struct sched_policy sched_cfs = {
    "cfs", cfs_enqueue, cfs_dequeue, cfs_pick, cfs_preempts, cfs_slice, cfs_charge
};
