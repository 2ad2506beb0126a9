/* Boot: from what the machine hands over to the first process. Prints nothing. */
#include "defs.h"

extern char _end[];                     /* of the kernel's image, from the linker */

struct process *init_process;

/*
 * The idle thread, pid 0: waits with only the next due event armed. If nothing is due and
 * nobody awaits input, nothing will ever happen again: that is a deadlock.
 */
static void idle_run(int unused)
{
    (void)unused;
    for (;;) {
        if (!workload_idle() && !timer_stop_quantum() && !console_awaited())
            kernel_end(END_DEADLOCK, 0);
        wait_for_interrupt();
        interrupt_handle();
        schedule(SWITCH_PREEMPT, 0);
    }
}

/* What boot cannot do without. */
static void *needed(void *memory)
{
    if (!memory)
        panic("boot: not enough memory");
    return memory;
}

static void make_idle(void)
{
    struct process *process = needed(proc_create(0, "idle"));

    idle = proc_first_thread(process);
    thread_prepare(idle, idle_run, 0);
}

/* pid 1: init, whose arguments are the program to run and its arguments. */
static struct thread *make_init(const struct arguments *arguments)
{
    struct thread *thread;
    int error;

    init_process = needed(proc_create(idle->process, "init"));
    thread = proc_first_thread(init_process);
    sched_defaults(thread);
    error = exec_load(&init_process->space, "init", arguments, thread_frame(thread));
    if (error)
        panic(error == -ENOMEM ? "boot: not enough memory" : "boot: no init among the programs");
    thread_prepare(thread, trap_return, 0);
    thread_ready(thread);
    return thread;
}

/* The memory between the kernel's image and what the loader put at the top is ours. */
static void make_memory(const struct machine_facts *facts, unsigned dtb)
{
    unsigned end = facts->memory_end;

    if (dtb > (unsigned)_end && dtb < end)
        end = dtb;
    if (facts->initrd_start > (unsigned)_end && facts->initrd_start < end)
        end = facts->initrd_start;
    frame_init((unsigned)_end + BOOT_STACK_SIZE, end, facts->initrd_start, facts->initrd_end);
}

static unsigned cycles_per_tick(const struct machine_facts *facts)
{
    unsigned cycles = facts->timebase_hz ? facts->clock_hz / facts->timebase_hz : 1;

    return cycles ? cycles : 1;
}

void kernel_main(unsigned hart, const unsigned char *dtb)
{
    static struct machine_facts facts;
    struct arguments *arguments;
    struct thread *first;

    (void)hart;
    csr_setup();
    facts.bootargs = "";
    dtb_read(dtb, &facts);
    make_memory(&facts, (unsigned)dtb);
    arguments = needed(frame_alloc());
    options_read(facts.bootargs, cycles_per_tick(&facts), arguments);
    if (sched_choose(options.policy))
        panic("boot: no such scheduling policy");
    initrd_init((const unsigned char *)facts.initrd_start, (const unsigned char *)facts.initrd_end);
    vm_init();
    console_init();
    timer_init(facts.timebase_hz);
    make_idle();
    first = make_init(arguments);
    frame_free(arguments);
    sched_start(first);
}
