/* Lottery: each quantum is drawn for; a thread's chance is its tickets out of all on the ready list. */
#include "defs.h"

static struct queue ready_list;
static unsigned random_state;

/* Marsaglia's xorshift: 32 bits, all but 0 in turn. */
static unsigned random_next(void)
{
    if (!random_state)
        random_state = options.seed * 2654435761u | 1;
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static void lottery_enqueue(struct thread *thread, enum sched_entry entry)
{
    (void)entry;
    queue_append(&ready_list, thread);
}

static void lottery_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *lottery_pick(void)
{
    struct thread *thread;
    unsigned all = 0;
    unsigned winner;

    for (thread = ready_list.head; thread; thread = thread->next)
        all += thread->sched.tickets;
    if (!all)
        return 0;
    winner = random_next() % all;
    for (thread = ready_list.head; winner >= thread->sched.tickets; thread = thread->next)
        winner -= thread->sched.tickets;
    queue_remove(thread);
    return thread;
}

const struct sched_policy sched_lottery = {
    "lottery", lottery_enqueue, lottery_dequeue, lottery_pick, 0, 0, 0
};
