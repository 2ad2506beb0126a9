/*
 * Multilevel feedback queue: who uses up a quantum sinks to the next lower queue. A thread begins in the highest queue and sinks by one when it has
 * used up its quantum there, in one go or in pieces: what it has used counts across blocking, so
 * that giving way just before the end gains nothing (unless `io_keeps=1` says that it does). Every
 * `boost` units of time all threads rise to the highest queue, so that none starves.
 */
#include "defs.h"

static struct queue ready_lists[LEVELS_MAX];
static unsigned boost_epoch;            /* how many boosts there have been */
static unsigned boost_last;             /* when, or when it was due */

static unsigned quantum_of(const struct thread *thread)
{
    return options.quanta[thread->sched.level];
}

/* Takes notice of the boosts that a thread has slept through. */
static void catch_up(struct thread *thread)
{
    if (thread->sched.epoch == boost_epoch && thread->sched.slice_left)
        return;
    if (thread->sched.epoch != boost_epoch)
        thread->sched.level = 0;
    thread->sched.epoch = boost_epoch;
    thread->sched.slice_left = quantum_of(thread);
}

/* All ready threads rise, each queue behind those above it; the running one goes on, as if it were new. */
static void boost(void)
{
    unsigned level;
    struct thread *thread;

    boost_epoch++;
    for (level = 1; level < options.levels; level++)
        while ((thread = queue_take(&ready_lists[level])) != 0)
            queue_append(&ready_lists[0], thread);
    for (thread = ready_lists[0].head; thread; thread = thread->next)
        catch_up(thread);
    if (current != idle && current->state == THREAD_RUNNING) {
        catch_up(current);
        sched_restart_slice();
    }
}

static void boost_if_due(void)
{
    unsigned now = sched_clock();

    if (!options.boost || now - boost_last < options.boost)
        return;
    boost_last = now - (now - boost_last) % options.boost;
    boost();
}

static void mlfq_enqueue(struct thread *thread, enum sched_entry entry)
{
    struct queue *queue;
    int first = entry == ENTRY_PREEMPTED;

    boost_if_due();
    catch_up(thread);
    if (entry == ENTRY_READY && options.io_keeps_level)
        thread->sched.slice_left = quantum_of(thread);
    if (entry == ENTRY_READY && options.io_first && thread->sched.has_run)
        first = 1;
    queue = &ready_lists[thread->sched.level];
    queue_insert_before(queue, thread, first ? queue->head : 0);
}

static void mlfq_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *mlfq_pick(void)
{
    unsigned level;

    for (level = 0; level < options.levels; level++)
        if (ready_lists[level].head)
            return queue_take(&ready_lists[level]);
    return 0;
}

static int mlfq_preempts(struct thread *woken, struct thread *running)
{
    return woken->sched.level < running->sched.level;
}

static unsigned mlfq_slice(struct thread *thread)
{
    return thread->sched.slice_left;
}

static void mlfq_charge(struct thread *thread, unsigned time)
{
    struct sched_entity *sched = &thread->sched;

    sched->has_run |= time > 0;
    if (sched->slice_left > time) {
        sched->slice_left -= time;
    } else {
        if (sched->level + 1 < options.levels)
            sched->level++;
        sched->slice_left = quantum_of(thread);
    }
    boost_if_due();
}

const struct sched_policy sched_mlfq = {
    "mlfq", mlfq_enqueue, mlfq_dequeue, mlfq_pick, mlfq_preempts, mlfq_slice, mlfq_charge
};
