/*
 * Ready lists in the order of virtual time, for the two policies that share the processor out:
 * who runs pays for it in virtual time, and who has paid least comes next. Who was away has no
 * claim for that: it goes on from where the others are.
 */
#include "defs.h"

static uint64_t virtual_now;            /* of the thread that was picked last */

/* Puts a thread in, behind those with the same virtual time. */
void virtual_enqueue(struct queue *ready_list, struct thread *thread, enum sched_entry entry)
{
    struct thread *later = ready_list->head;

    if (entry == ENTRY_READY && thread->sched.virtual_time < virtual_now)
        thread->sched.virtual_time = virtual_now;
    while (later && later->sched.virtual_time <= thread->sched.virtual_time)
        later = later->next;
    queue_insert_before(ready_list, thread, later);
}

/* Takes off the one with the least virtual time; 0 if there is none. */
struct thread *virtual_pick(struct queue *ready_list)
{
    struct thread *next = queue_take(ready_list);

    if (next)
        virtual_now = next->sched.virtual_time;
    return next;
}
