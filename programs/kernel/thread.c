/*
 * Threads. A thread is a TCB at the low end of its kernel stack; what it was doing lies on
 * that stack while it does not run.
 */
#include "defs.h"

struct thread *current;
struct thread *idle;

static struct queue finished_list;      /* ended, and still on their stacks until reaped */
static int number_last = -1;

/* Numbers of threads and processes come from one series. */
int thread_number_next(void)
{
    return ++number_last;
}

/* Makes the TCB of a new thread of `process`; its kernel stack is the frame at `stack_base`. */
void thread_init(struct thread *thread, struct process *process, char *stack_base)
{
    memset(thread, 0, sizeof *thread);
    thread->process = process;
    thread->tid = thread_number_next();
    thread->stack_base = stack_base;
    thread->stack_size = KSTACK_SIZE;
    thread->stack_slot = -1;
    thread->guard = KSTACK_GUARD;
    thread->sibling = process->threads;
    process->threads = thread;
    process->live_threads++;
}

/* Where the user's registers are saved: the top of the kernel stack. */
struct trapframe *thread_frame(struct thread *thread)
{
    return (struct trapframe *)(thread->stack_base + thread->stack_size) - 1;
}

/*
 * Lays the dummy switch frame onto a stack that is otherwise empty: the first switch to this
 * thread "returns" to thread_stub, which calls func(arg) and then thread_exit_current(0).
 */
void thread_prepare(struct thread *thread, void (*func)(int), int arg)
{
    struct switchframe *frame = (struct switchframe *)thread_frame(thread) - 1;

    frame->ra = (unsigned)thread_stub;
    frame->s0 = (unsigned)func;
    frame->s1 = (unsigned)arg;
    thread->sp = (unsigned)frame;
}

/* The one place where a thread's state changes, so that one probe sees them all. */
__attribute__((noinline)) void thread_set_state(struct thread *thread, enum thread_state state)
{
    thread->state = state;
}

/* Makes a thread ready that is new, or blocked (and then perhaps still on the list it waited on). */
void thread_ready(struct thread *thread)
{
    queue_remove(thread);
    thread_set_state(thread, THREAD_READY);
    sched_enqueue(thread);
}

/* Blocks the current thread on `queue` (or on nothing, if 0) until somebody makes it ready. */
void thread_block(struct queue *queue, enum switch_cause cause, const char *detail)
{
    if (queue)
        queue_append(queue, current);
    thread_set_state(current, THREAD_BLOCKED);
    schedule(cause, detail);
}

/* Makes every thread ready that waits on `queue`. */
void thread_wake_all(struct queue *queue)
{
    while (queue->head)
        thread_ready(queue->head);
}

/* Takes a thread out of its process's list of threads. The process keeps the time it has had. */
void thread_remove(struct thread *thread)
{
    struct thread **link = &thread->process->threads;

    if (thread == current)
        sched_account();
    thread->process->time_used += thread->time_used;
    while (*link != thread)
        link = &(*link)->sibling;
    *link = thread->sibling;
}

/* Gives back a thread's kernel stack, unless the PCB stands there too. It must not be running. */
static void thread_free(struct thread *thread)
{
    if (thread != proc_first_thread(thread->process))
        frame_free(thread->stack_base);
}

/* Ends a thread that is not running, and all its claims; called when its process ends. */
void thread_discard(struct thread *thread)
{
    if (thread->state == THREAD_READY)
        sched_dequeue(thread);
    else
        queue_remove(thread);
    if (thread->state != THREAD_FINISHED) {
        thread_set_state(thread, THREAD_FINISHED);
        thread->process->live_threads--;
    }
    if (thread->sched.job)
        workload_leave(thread);
    if (thread->stack_slot >= 0)
        vm_stack_slot_free(&thread->process->space, thread->stack_slot);
    thread_remove(thread);
    thread_free(thread);
}

/* A finished thread cannot free the stack it stands on: it joins the finished list. */
void thread_reap_later(struct thread *thread)
{
    if (thread != proc_first_thread(thread->process))
        queue_append(&finished_list, thread);
}

/*
 * What a thread does first when it is switched to, on its own stack, whichever thread it is: it
 * reaps the finished ones, and its quantum begins, so that the switch is not at its expense.
 */
__attribute__((noinline)) void schedule_finish(void)
{
    while (finished_list.head)
        frame_free(queue_take(&finished_list)->stack_base);
    if (current != idle)
        sched_begin();
}

/*
 * System call: a new thread of the current process, which starts in user mode at entry(func,
 * arg) on a stack of its own. Its number, or -EAGAIN (too many), -ENOMEM.
 */
int thread_create(unsigned entry, unsigned func, unsigned arg)
{
    struct process *process = current->process;
    int slot = vm_stack_slot_take(&process->space);
    struct trapframe *frame;
    struct thread *thread;

    if (slot < 0)
        return -EAGAIN;
    thread = frame_alloc();
    if (!thread) {
        vm_stack_slot_free(&process->space, slot);
        return -ENOMEM;
    }
    thread_init(thread, process, (char *)thread);
    thread->stack_slot = slot;
    sched_inherit(thread, current);
    frame = thread_frame(thread);
    memset(frame, 0, sizeof *frame);
    frame->mepc = entry;
    frame->mstatus = MSTATUS_MPIE;
    frame->sp = vm_stack_slot_top(slot);
    frame->a0 = func;
    frame->a1 = arg;
    thread_prepare(thread, trap_return, 0);
    thread_ready(thread);
    return thread->tid;
}

static struct thread *thread_find(struct process *process, int tid)
{
    struct thread *thread = process->threads;

    while (thread && thread->tid != tid)
        thread = thread->sibling;
    return thread;
}

/*
 * System call: waits for the end of thread `tid` of the same process, stores its exit code and
 * forgets it. -ESRCH: no such thread, or joined already; -EINVAL: somebody else joins it, or it is
 * detached; -EDEADLK: oneself; -EFAULT.
 */
int thread_join(int tid, unsigned code_vaddr)
{
    struct thread *thread = thread_find(current->process, tid);
    int code;

    if (!thread)
        return -ESRCH;
    if (thread == current)
        return -EDEADLK;
    if (thread->joiner)
        return -EINVAL;
    if (!vm_writable(&current->process->space, code_vaddr, sizeof code))
        return -EFAULT;
    if (thread->state != THREAD_FINISHED) {
        thread->joiner = current;
        thread_block(0, SWITCH_JOIN, 0);
        code = current->join_code;
    } else {
        code = thread->exit_code;
        thread_remove(thread);
        thread_free(thread);
    }
    return vm_copy_out(&current->process->space, code_vaddr, &code, sizeof code);
}

/*
 * System call: nobody will join thread `tid` of the same process, so nothing of it is kept when it
 * has ended. -ESRCH: no such thread, or joined already; -EINVAL: somebody joins it, or it is detached.
 */
int thread_detach(int tid)
{
    struct thread *thread = thread_find(current->process, tid);

    if (!thread)
        return -ESRCH;
    if (thread->joiner)
        return -EINVAL;
    if (thread->state == THREAD_FINISHED) {
        thread_remove(thread);
        thread_free(thread);
    } else {
        thread->joiner = thread;
    }
    return 0;
}

/*
 * System call, and the end of every thread: hands `code` to the joiner, or keeps it (and the
 * TCB) until there is one. The last thread takes its process with it. Does not return.
 */
__attribute__((noinline)) void thread_exit_current(int code)
{
    struct thread *thread = current;
    struct process *process = thread->process;

    if (process->live_threads == 1)
        proc_exit(0, SWITCH_EXIT, 0);
    thread->exit_code = code;
    if (thread->stack_slot >= 0) {
        vm_stack_slot_free(&process->space, thread->stack_slot);
        thread->stack_slot = -1;
    }
    thread_set_state(thread, THREAD_FINISHED);
    process->live_threads--;
    if (thread->joiner) {
        if (thread->joiner != thread) {
            thread->joiner->join_code = code;
            thread_ready(thread->joiner);
        }
        thread_remove(thread);
        thread_reap_later(thread);
    }
    schedule(SWITCH_EXIT, 0);
    panic("thread: a finished thread runs");
}
