/*
 * The timer: the end of the running thread's quantum, and the sleepers. The comparator holds
 * whichever is due first. While nobody runs there is no quantum, so idle waits for sleepers alone.
 */
#include <sys/clock.h>
#include "defs.h"

#define comparator ((volatile unsigned *)CLINT_MTIMECMP)

static struct queue sleepers;           /* first due, first */
static uint64_t quantum_end = TIME_NEVER;
static unsigned frequency_hz;
static unsigned comparator_high;        /* what its upper half holds: a device is slow to write */

void timer_init(unsigned frequency)
{
    frequency_hz = frequency;
    comparator_high = (unsigned)(TIME_NEVER >> 32);
    comparator[1] = comparator_high;
}

/* Sets the comparator. Interrupts are off, so it does no harm to write it in two halves. */
static void timer_arm(void)
{
    uint64_t due = quantum_end;

    if (sleepers.head && sleepers.head->due < due)
        due = sleepers.head->due;
    comparator[0] = (unsigned)due;
    if ((unsigned)(due >> 32) != comparator_high) {
        comparator_high = (unsigned)(due >> 32);
        comparator[1] = comparator_high;
    }
}

/* A thread begins to run: its quantum starts now, and ends after so many ticks of the timer; 0: never. */
void timer_start_quantum(unsigned ticks)
{
    quantum_end = ticks ? time_now() + ticks : TIME_NEVER;
    timer_arm();
}

/* Nobody runs. Is anything due at all? */
int timer_stop_quantum(void)
{
    quantum_end = TIME_NEVER;
    timer_arm();
    return sleepers.head != 0;
}

/* Something was due: wakes the sleepers whose time has come, or ends the quantum. */
void timer_interrupt(void)
{
    uint64_t now = time_now();

    while (sleepers.head && sleepers.head->due <= now)
        thread_ready(sleepers.head);
    if (now < quantum_end)
        timer_arm();
    else if (options.tick)
        workload_tick();
    else
        sched_due = SWITCH_QUANTUM;
}

static uint64_t ticks(unsigned microseconds)
{
    unsigned per_millisecond = frequency_hz / 1000;
    unsigned rest = microseconds % 1000000;

    return (uint64_t)(microseconds / 1000000) * frequency_hz
         + rest / 1000 * per_millisecond + rest % 1000 * (per_millisecond / 1000)
         + rest % 1000 * (per_millisecond % 1000) / 1000;
}

/* System call: the current thread sleeps, at least so long. */
void timer_sleep(unsigned microseconds)
{
    struct thread *later = sleepers.head;

    current->due = time_now() + ticks(microseconds);
    while (later && later->due <= current->due)
        later = later->next;
    queue_insert_before(&sleepers, current, later);
    timer_arm();
    thread_block(0, SWITCH_SLEEP, 0);
}

/* What all threads of the running process have had of the processor so far. */
static uint64_t time_of_process(void)
{
    uint64_t sum = current->process->time_used;
    struct thread *thread;

    sched_account();
    for (thread = current->process->threads; thread; thread = thread->sibling)
        sum += thread->time_used;
    return sum;
}

/* System call: what a clock says. -EINVAL: there is none of this number; -EFAULT. */
int timer_read_clock(unsigned which, unsigned reading_vaddr)
{
    struct clock_reading reading = { 0, frequency_hz };

    if (which > CLOCK_OF_PROCESS)
        return -EINVAL;
    reading.ticks = which == CLOCK_OF_PROCESS ? time_of_process() : time_now();
    return vm_copy_out(&current->process->space, reading_vaddr, &reading, sizeof reading);
}
