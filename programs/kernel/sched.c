/*
 * The scheduler's mechanism. Who comes next is the policy's affair: a table of functions, one
 * file each. To add a policy: write sched_NAME.c, declare its table in defs.h, add it to the list.
 */
#include "defs.h"

static const struct sched_policy *const policies[] = { &sched_rr };
static const struct sched_policy *policy = &sched_rr;

enum switch_cause sched_due;

/* Selects the policy of this run. -EINVAL: there is none of that name. */
int sched_choose(const char *policy_name)
{
    unsigned i;

    for (i = 0; i < sizeof policies / sizeof policies[0]; i++)
        if (strcmp(policies[i]->name, policy_name) == 0) {
            policy = policies[i];
            return 0;
        }
    return -EINVAL;
}

/* A thread became ready that was not running: onto the ready list, and perhaps it should run at once. */
void sched_enqueue(struct thread *thread)
{
    policy->enqueue(thread);
    if (current && current != idle && policy->preempts(thread, current))
        sched_due = SWITCH_PREEMPT;
}

/* A ready thread is not to run after all. */
void sched_dequeue(struct thread *thread)
{
    policy->dequeue(thread);
}

/* Runs the very first thread. Does not return. */
void sched_start(struct thread *first)
{
    struct thread *next = policy->pick(0);

    if (next != first)
        panic("sched: the first thread is not ready");
    thread_set_state(next, THREAD_RUNNING);
    current = next;
    vm_activate(&next->process->space);
    swtch_start(next);
}

/*
 * Gives the processor to the thread that the policy picks, and returns when the caller's turn
 * comes again. A caller that is still in state running goes back to the ready list, or simply
 * goes on with a new quantum if there is nobody else; one that is blocked or finished has
 * seen to it beforehand. `cause` and `detail` say why, for the record.
 */
__attribute__((noinline)) void schedule(enum switch_cause cause, const char *detail)
{
    struct thread *previous = current;
    int runnable = previous->state == THREAD_RUNNING && previous != idle;
    struct thread *next = policy->pick(runnable ? previous : 0);

    if (!next) {
        if (runnable)
            timer_start_quantum();
        if (previous->state == THREAD_RUNNING)
            return;
        next = idle;
    }
    if (previous->guard != KSTACK_GUARD)
        panic("thread: kernel stack overflow");
    previous->cause = cause;
    previous->detail = detail;
    previous->switch_count++;
    if (previous->state == THREAD_RUNNING) {
        thread_set_state(previous, THREAD_READY);
        if (previous != idle)
            policy->enqueue(previous);
    }
    thread_set_state(next, THREAD_RUNNING);
    current = next;
    if (next != idle && &next->process->space != vm_active)
        vm_activate(&next->process->space);
    swtch(previous, next);
    schedule_finish();
}
