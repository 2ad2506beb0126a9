/*
 * Stride: the lottery without luck, for who has paid least comes next. A thread's pass grows by its
 * stride, which is the less the more tickets it has.
 */
#include "defs.h"

#define STRIDE_ONE 0x40000000u          /* the stride of a thread with a single ticket */

static struct queue ready_list;

static void stride_enqueue(struct thread *thread, enum sched_entry entry)
{
    virtual_enqueue(&ready_list, thread, entry);
}

static void stride_dequeue(struct thread *thread)
{
    queue_remove(thread);
}

static struct thread *stride_pick(void)
{
    return virtual_pick(&ready_list);
}

/* A thread that does not use its whole quantum pays for what it has used. */
static void stride_charge(struct thread *thread, unsigned time)
{
    thread->sched.virtual_time += (uint64_t)(STRIDE_ONE / thread->sched.tickets) * time;
}

const struct sched_policy sched_stride = {
    "stride", stride_enqueue, stride_dequeue, stride_pick, 0, 0, stride_charge
};
