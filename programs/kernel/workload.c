/*
 * Workload time: a count of the ticks that the jobs of a workload have burned, on which alone
 * depends who runs when. A tick is `tick` cycles of user mode: the timer is armed in full whenever a
 * job goes on with its burst, so whatever the kernel spends in between is no part of it; while no
 * job can run, idle waits whole ticks. Arrivals, ends of I/O and quanta are due in this time.
 *
 * A job declares itself (workload_arrive), then burns its bursts (workload_burn) with I/O between
 * them (workload_io). Its user code watches register a0, where the kernel counts the ticks down.
 */
#include "defs.h"

unsigned workload_time;

static int running;                     /* from workload_run until the last job has ended */
static struct queue pending;            /* jobs that are due: first due first, then in listing order */
static struct queue starter;            /* the thread that waits in workload_run */
static unsigned job_count;              /* jobs that have not ended, */
static unsigned job_count_awaited;      /* and how many there must be for the time to begin */

/* It is now so many ticks after the start: for the host, which listens here. */
__attribute__((noinline)) void workload_clock(unsigned time)
{
    workload_time = time;
}

/* Blocks the current thread among the pending, to become ready at tick `due`; the caller switches. */
static void block_until(unsigned due)
{
    struct thread *later = pending.head;

    current->due = due;
    while (later && (later->due < due || (later->due == due && later->sched.job < current->sched.job)))
        later = later->next;
    queue_insert_before(&pending, current, later);
    thread_set_state(current, THREAD_BLOCKED);
}

static void wake_due(void)
{
    while (pending.head && pending.head->due <= workload_time)
        thread_ready(pending.head);
}

/* Everybody is there: the time begins. */
static void start_if_complete(void)
{
    if (!starter.head || job_count < job_count_awaited)
        return;
    running = 1;
    workload_clock(0);
    wake_due();
}

/* The timer runs only within a burst, so that the way from one burst to the next takes no time. */
void workload_begin(void)
{
    timer_start_quantum(current->sched.ticks_left ? options.tick : 0);
}

/* Idle begins to wait. Is a job due that it waits for? */
int workload_idle(void)
{
    if (!running || !pending.head)
        return 0;
    timer_start_quantum(options.tick);
    return 1;
}

/* A tick is over: the running job's, or one that nobody had a use for. */
void workload_tick(void)
{
    unsigned *left = &current->sched.ticks_left;

    workload_clock(workload_time + 1);
    if (current == idle) {
        wake_due();
        return;
    }
    sched_charge();
    thread_frame(current)->a0 = --*left;
    wake_due();
    if (*left == 0)
        sched_due = SWITCH_NONE;        /* its burst is over, and it will say itself what comes next */
    else if (sched_slice_over())
        sched_due = SWITCH_QUANTUM;
    workload_begin();
}

/*
 * System call: the calling thread is a job from now on, and waits for its arrival. -EINVAL: this
 * run has no workload, it has begun, or the numbers are impossible; -EFAULT.
 */
int workload_arrive(unsigned job_vaddr)
{
    struct workload_job job;

    if (vm_copy_in(&current->process->space, &job, job_vaddr, sizeof job))
        return -EFAULT;
    if (!options.tick || running || job.number == 0 || job.tickets == 0 || job.tickets > TICKETS_MAX
        || job.nice < NICE_MIN || job.nice > NICE_MAX || job.burst > BURST_MAX)
        return -EINVAL;
    job.name[sizeof job.name - 1] = 0;
    string_copy(current->process->name, job.name, NAME_SIZE);
    current->sched.job = job.number;
    current->sched.priority = job.priority;
    current->sched.nice = job.nice;
    current->sched.tickets = job.tickets;
    current->sched.burst_declared = job.burst;
    job_count++;
    block_until(job.arrival);
    start_if_complete();
    schedule(SWITCH_SLEEP, "arrival");
    return 0;
}

/*
 * System call: as soon as `jobs` jobs wait for their arrival the time begins; returns when all have
 * ended. -EINVAL: this run has no workload, or it runs already.
 */
int workload_run(unsigned jobs)
{
    if (!options.tick || running || starter.head)
        return -EINVAL;
    job_count_awaited = jobs;
    queue_append(&starter, current);
    thread_set_state(current, THREAD_BLOCKED);
    start_if_complete();
    schedule(SWITCH_WAIT, "workload");
    return 0;
}

/* System call: a burst of so many ticks begins. Their number, which the kernel counts down in a0. */
int workload_burn(unsigned ticks)
{
    if (!running || !current->sched.job || ticks == 0 || ticks > BURST_MAX)
        return -EINVAL;
    current->sched.ticks_left = ticks;
    workload_begin();
    return (int)ticks;
}

/* System call: I/O for so many ticks; the burst after it will be `next_burst` long. */
int workload_io(unsigned ticks, unsigned next_burst)
{
    if (!running || !current->sched.job || ticks == 0 || ticks > BURST_MAX || next_burst > BURST_MAX)
        return -EINVAL;
    current->sched.burst_declared = next_burst;
    block_until(workload_time + ticks);
    schedule(SWITCH_SLEEP, "io");
    return 0;
}

/* A job has ended. After the last one the workload is over. */
void workload_leave(struct thread *thread)
{
    thread->sched.job = 0;
    if (--job_count || !running)
        return;
    running = 0;
    thread_wake_all(&starter);
}
