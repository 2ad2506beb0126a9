/*
 * Processes. The PCB stands in front of the first thread's TCB, in the frame of that thread's
 * kernel stack, so it lives until somebody has waited for the process.
 */
#include <sys/wait.h>
#include "defs.h"

static struct process *all_processes;

/* The TCB behind the PCB. It may have ended before its process. */
struct thread *proc_first_thread(struct process *process)
{
    return (struct thread *)(process + 1);
}

/* A process with one thread, both new, and no address space yet. 0 if memory is used up. */
struct process *proc_create(struct process *parent, const char *name)
{
    struct process *process = frame_alloc();

    if (!process)
        return 0;
    memset(process, 0, sizeof *process);
    string_copy(process->name, name, NAME_SIZE);
    process->parent = parent ? parent : process;
    if (parent) {
        process->sibling = parent->children;
        parent->children = process;
    }
    process->next = all_processes;
    all_processes = process;
    thread_init(proc_first_thread(process), process, (char *)process);
    process->pid = proc_first_thread(process)->tid;
    return process;
}

/* The process with number `pid`, zombies included; 0 if there is none. */
struct process *proc_find(int pid)
{
    struct process *process = all_processes;

    while (process && process->pid != pid)
        process = process->next;
    return process;
}

/* Takes a process, which has no address space (any more), off all lists and frees it. */
void proc_unlink(struct process *process)
{
    struct process **link = &process->parent->children;

    while (*link != process)
        link = &(*link)->sibling;
    *link = process->sibling;
    link = &all_processes;
    while (*link != process)
        link = &(*link)->next;
    *link = process->next;
    frame_free(process);
}

/*
 * System call: a copy of the current process with the calling thread alone. The child's
 * number; -ENOMEM.
 */
__attribute__((noinline)) int proc_fork(void)
{
    struct process *parent = current->process;
    struct process *process = proc_create(parent, parent->name);
    struct thread *child;
    int slot = current->stack_slot;

    if (!process)
        return -ENOMEM;
    if (vm_copy(&process->space, &parent->space)) {
        proc_unlink(process);
        return -ENOMEM;
    }
    memcpy(process->files, parent->files, sizeof process->files);
    child = proc_first_thread(process);
    memset(process->space.stack_slots, 0, sizeof process->space.stack_slots);
    if (slot >= 0)
        process->space.stack_slots[slot / 32] = 1u << slot % 32;
    child->stack_slot = slot;
    sched_inherit(child, current);
    *thread_frame(child) = *thread_frame(current);
    thread_frame(child)->a0 = 0;
    thread_prepare(child, trap_return, 0);
    thread_ready(child);
    return process->pid;
}

/* Ends every thread of a process but `survivor`. */
void proc_end_other_threads(struct process *process, struct thread *survivor)
{
    struct thread *thread = process->threads;
    struct thread *next;

    while (thread) {
        next = thread->sibling;
        if (thread != survivor)
            thread_discard(thread);
        thread = next;
    }
}

/* The children of a process that ends are init's from now on. */
static void give_children_to_init(struct process *process)
{
    struct process *child;
    int zombies = 0;

    while ((child = process->children) != 0) {
        process->children = child->sibling;
        child->parent = init_process;
        child->sibling = init_process->children;
        init_process->children = child;
        zombies |= child->terminated;
    }
    if (zombies)
        thread_wake_all(&init_process->child_exit);
}

/* What remains of a process is its status, for its parent. */
static void become_zombie(struct process *process, int status)
{
    vm_destroy(&process->space);
    give_children_to_init(process);
    process->terminated = 1;
    process->status = status;
    thread_wake_all(&process->parent->child_exit);
}

/* Ends the current process. The end of init is the end of the run. Does not return. */
__attribute__((noinline)) void proc_exit(int status, enum switch_cause cause, const char *detail)
{
    struct thread *thread = current;
    struct process *process = thread->process;

    if (process == init_process)
        panic("proc: init has ended");
    proc_end_other_threads(process, thread);
    become_zombie(process, status);
    process->live_threads = 0;
    thread_set_state(thread, THREAD_FINISHED);
    thread_reap_later(thread);
    if (thread->sched.job)
        workload_leave(thread);
    schedule(cause, detail);
    panic("proc: a finished thread runs");
}

/* Ends a process that is not the current one. */
void proc_terminate(struct process *process, int status)
{
    proc_end_other_threads(process, 0);
    become_zombie(process, status);
}

/* The oldest child that `pid` means (-1: any) and that has ended; else any that it means; else 0. */
static struct process *find_child(struct process *parent, int pid)
{
    struct process *child;
    struct process *ended = 0;
    struct process *alive = 0;

    for (child = parent->children; child; child = child->sibling) {     /* the youngest first */
        if (pid != -1 && child->pid != pid)
            continue;
        if (child->terminated)
            ended = child;
        else
            alive = child;
    }
    return ended ? ended : alive;
}

/*
 * System call: waits for the end of a child, stores its status (unless the address is 0) and
 * forgets it. Its number; 0: none has ended, with WNOHANG; -ECHILD: no such child; -EINVAL,
 * -EFAULT: then the child can still be waited for.
 */
int proc_wait(int pid, unsigned status_vaddr, int flags)
{
    struct process *process = current->process;
    struct process *child;

    if ((pid <= 0 && pid != -1) || flags & ~WNOHANG)
        return -EINVAL;
    for (;;) {
        child = find_child(process, pid);
        if (!child)
            return -ECHILD;
        if (child->terminated)
            break;
        if (flags & WNOHANG)
            return 0;
        thread_block(&process->child_exit, SWITCH_WAIT, 0);
    }
    if (status_vaddr && vm_copy_out(&process->space, status_vaddr, &child->status, sizeof child->status))
        return -EFAULT;
    pid = child->pid;
    proc_unlink(child);
    return pid;
}
