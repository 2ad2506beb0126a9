/*
 * The scheduler's mechanism. Who comes next is the policy's affair: a table of functions, one
 * file each. To add a policy: write sched_NAME.c, and add its table's name to sched_policies.h.
 *
 * Policies count time in the units of sched_clock(): ticks of the timer, or, while a workload
 * runs, the ticks that its jobs have burned (workload.c).
 */
#include "defs.h"

#define POLICY(name) &sched_##name,
static const struct sched_policy *const policies[] = {
#include "sched_policies.h"
};
#undef POLICY

static const struct sched_policy *policy = &sched_rr;
static unsigned charged_until;          /* the running thread has been charged up to here */
static unsigned accounted_until;        /* the running thread has been told of its time up to here */
static unsigned slice_start, slice;     /* when its quantum began and how long it is; 0: no end */

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

/* The time that policies count in. It wraps around, so only differences of it mean anything. */
unsigned sched_clock(void)
{
    return options.tick ? workload_time : (unsigned)time_now();
}

/* Adds to the running thread's time what it has had of the processor, the kernel's work for it included. */
void sched_account(void)
{
    unsigned now = time_low();

    current->time_used += now - accounted_until;
    accounted_until = now;
}

/* Tells the policy how long the running thread has run since it was told last. */
void sched_charge(void)
{
    unsigned now;

    if (!policy->charge || current == idle)
        return;
    now = sched_clock();
    policy->charge(current, now - charged_until);
    charged_until = now;
}

/* A thread became ready that was not running: onto the ready list, and perhaps it should run at once. */
void sched_enqueue(struct thread *thread)
{
    policy->enqueue(thread, ENTRY_READY);
    if (!policy->preempts || !current || current == idle || current->state != THREAD_RUNNING)
        return;
    sched_charge();
    if (policy->preempts(thread, current))
        sched_due = SWITCH_PREEMPT;
}

/* A ready thread is not to run after all. */
void sched_dequeue(struct thread *thread)
{
    policy->dequeue(thread);
}

/* The current thread has the processor, and its quantum begins, as long as the policy says. */
void sched_begin(void)
{
    slice = policy->slice ? policy->slice(current) : options.quantum;
    if (policy->charge)
        charged_until = sched_clock();
    if (options.tick) {
        slice_start = workload_time;
        workload_begin();
    } else {
        timer_start_quantum(slice);
    }
}

/* The policy has changed its mind about the running thread's quantum: it begins anew. */
void sched_restart_slice(void)
{
    slice = policy->slice(current);
    slice_start = sched_clock();
    if (!options.tick)
        timer_start_quantum(slice);
}

/* In a workload: has the running thread used up its quantum? */
int sched_slice_over(void)
{
    return slice && workload_time - slice_start >= slice;
}

/* For policies without a quantum: who runs, runs. */
unsigned sched_slice_none(struct thread *thread)
{
    (void)thread;
    return 0;
}

/* Runs the very first thread. Does not return. */
void sched_start(struct thread *first)
{
    struct thread *next = policy->pick();

    if (next != first)
        panic("sched: the first thread is not ready");
    thread_set_state(next, THREAD_RUNNING);
    current = next;
    accounted_until = time_low();
    vm_activate(&next->process->space);
    swtch_start(next);
}

/*
 * Gives the processor to the thread that the policy picks, and returns when the caller's turn
 * comes again. A caller that is still in state running goes back to the ready list, or simply
 * goes on with a new quantum if the policy picks it again; one that is blocked or finished has
 * seen to it beforehand. `cause` and `detail` say why, for the record.
 */
__attribute__((noinline)) void schedule(enum switch_cause cause, const char *detail)
{
    struct thread *previous = current;
    struct thread *next;

    sched_due = SWITCH_NONE;
    if (policy->charge)
        sched_charge();
    if (previous->state == THREAD_RUNNING && previous != idle)
        policy->enqueue(previous, cause == SWITCH_PREEMPT ? ENTRY_PREEMPTED : ENTRY_AGAIN);
    next = policy->pick();
    if (!next) {
        if (previous == idle)
            return;
        next = idle;
    }
    if (next == previous) {
        if (previous->state != THREAD_RUNNING)
            thread_set_state(previous, THREAD_RUNNING);
        sched_begin();
        return;
    }
    if (previous->guard != KSTACK_GUARD)
        panic("thread: kernel stack overflow");
    sched_account();
    previous->cause = cause;
    previous->detail = detail;
    previous->switch_count++;
    if (previous->state == THREAD_RUNNING)
        thread_set_state(previous, THREAD_READY);
    thread_set_state(next, THREAD_RUNNING);
    current = next;
    if (next != idle && &next->process->space != vm_active)
        vm_activate(&next->process->space);
    swtch(previous, next);
    schedule_finish();
}

/* What a new thread begins with: its creator's standing, but a history of its own. */
void sched_inherit(struct thread *thread, const struct thread *creator)
{
    thread->sched.priority = creator->sched.priority;
    thread->sched.nice = creator->sched.nice;
    thread->sched.tickets = creator->sched.tickets;
    thread->sched.burst_predicted = BURST_DEFAULT;
}

/* What the first thread of all begins with. */
void sched_defaults(struct thread *thread)
{
    thread->sched.priority = PRIORITY_DEFAULT;
    thread->sched.tickets = TICKETS_DEFAULT;
    thread->sched.burst_predicted = BURST_DEFAULT;
}

/* The current thread's standing has changed: perhaps another one should run now. */
static void reconsider(void)
{
    if (policy->preempts)
        schedule(SWITCH_PREEMPT, 0);
}

/*
 * System call: sets what the policy goes by for the calling thread. The old value; for
 * SCHED_NICE the old value - NICE_MIN, which is never negative. -EINVAL.
 */
int sched_set(unsigned what, int value)
{
    struct sched_entity *sched = &current->sched;
    unsigned *field = what == SCHED_PRIORITY ? &sched->priority
                    : what == SCHED_TICKETS ? &sched->tickets
                    : what == SCHED_BURST ? &sched->burst_declared : 0;
    unsigned max = what == SCHED_PRIORITY ? PRIORITY_MAX
                 : what == SCHED_TICKETS ? TICKETS_MAX : BURST_MAX;
    int old;

    if (what == SCHED_NICE) {
        if (value < NICE_MIN || value > NICE_MAX)
            return -EINVAL;
        old = sched->nice - NICE_MIN;
        sched->nice = value;
        sched->priority = (unsigned)((int)PRIORITY_DEFAULT + value);
        reconsider();
        return old;
    }
    if (!field || value < 0 || (unsigned)value > max || (what == SCHED_TICKETS && value == 0))
        return -EINVAL;
    old = (int)*field;
    *field = (unsigned)value;
    reconsider();
    return old;
}
