/*
 * System calls: the number in a7, arguments in a0 to a5, the result in a0, which is a negative
 * error number if it fails. The numbers stand in <sys/syscall.h>.
 */
#include <sys/syscall.h>
#include <sys/wait.h>
#include "defs.h"

static int sys_exit(struct trapframe *f)
{
    proc_exit(((int)f->a0 & 0xff) << 8, SWITCH_EXIT, 0);
    return 0;
}

static int sys_fork(struct trapframe *f)
{
    (void)f;
    return proc_fork();
}

static int sys_exec(struct trapframe *f)
{
    return exec_current(f->a0, f->a1, f->a2);
}

static int sys_wait(struct trapframe *f)
{
    return proc_wait((int)f->a0, f->a1, (int)f->a2);
}

static int sys_kill(struct trapframe *f)
{
    return signal_send((int)f->a0, (int)f->a1);
}

static int sys_getpid(struct trapframe *f)
{
    (void)f;
    return current->process->pid;
}

static int sys_getppid(struct trapframe *f)
{
    (void)f;
    return current->process->parent->pid;
}

static int sys_yield(struct trapframe *f)
{
    (void)f;
    schedule(SWITCH_YIELD, 0);
    return 0;
}

/* The old end of the heap is a result that may look like an error number, so it goes to memory. */
static int sys_sbrk(struct trapframe *f)
{
    struct space *space = &current->process->space;
    unsigned old_end;
    int error;

    if (!vm_writable(space, f->a1, sizeof old_end))
        return -EFAULT;
    error = vm_grow_heap(space, (int)f->a0, &old_end);
    return error ? error : vm_copy_out(space, f->a1, &old_end, sizeof old_end);
}

static int sys_write(struct trapframe *f)
{
    if (f->a0 != 1 && f->a0 != 2)
        return -EBADF;
    return console_write(f->a1, f->a2);
}

static int sys_read(struct trapframe *f)
{
    if (f->a0 != 0)
        return file_read((int)f->a0, f->a1, f->a2);
    return console_read(f->a1, f->a2);
}

static int sys_sleep(struct trapframe *f)
{
    timer_sleep(f->a0);
    return 0;
}

static int sys_thread_create(struct trapframe *f)
{
    return thread_create(f->a0, f->a1, f->a2);
}

static int sys_thread_join(struct trapframe *f)
{
    return thread_join((int)f->a0, f->a1);
}

static int sys_thread_exit(struct trapframe *f)
{
    thread_exit_current((int)f->a0);
    return 0;
}

static int sys_thread_self(struct trapframe *f)
{
    (void)f;
    return current->tid;
}

static int sys_sched_set(struct trapframe *f)
{
    return sched_set(f->a0, (int)f->a1);
}

static int sys_workload_arrive(struct trapframe *f)
{
    return workload_arrive(f->a0);
}

static int sys_workload_run(struct trapframe *f)
{
    return workload_run(f->a0);
}

static int sys_workload_burn(struct trapframe *f)
{
    return workload_burn(f->a0);
}

static int sys_workload_io(struct trapframe *f)
{
    return workload_io(f->a0, f->a1);
}

static int sys_open(struct trapframe *f)
{
    return file_open(f->a0, (int)f->a1);
}

static int sys_close(struct trapframe *f)
{
    return file_close((int)f->a0);
}

static int sys_mmap(struct trapframe *f)
{
    const struct mmap_arguments wanted = { f->a0, f->a1, f->a2, f->a3, (int)f->a4, f->a5 };

    return map_memory(&wanted);
}

static int sys_munmap(struct trapframe *f)
{
    return map_remove(f->a0, f->a1);
}

static int sys_memory_count(struct trapframe *f)
{
    return map_count(f->a0, f->a1, f->a2);
}

static int sys_mprotect(struct trapframe *f)
{
    return map_protect(f->a0, f->a1, f->a2);
}

static int sys_lseek(struct trapframe *f)
{
    return file_seek((int)f->a0, (int)f->a1, f->a2);
}

static int sys_clock(struct trapframe *f)
{
    return timer_read_clock(f->a0, f->a1);
}

static int sys_thread_detach(struct trapframe *f)
{
    return thread_detach((int)f->a0);
}

/* init alone may end the run, with the wait status of the program it ran. */
static int sys_shutdown(struct trapframe *f)
{
    int status = (int)f->a0;

    if (current->process != init_process)
        return -EPERM;
    if (WIFSIGNALED(status))
        kernel_end(END_SIGNAL, WTERMSIG(status));
    kernel_end(END_EXIT, WEXITSTATUS(status));
}

typedef int system_call(struct trapframe *frame);

/* In the order of the numbers, from 1. */
static system_call *const calls[] = {
    sys_exit, sys_fork, sys_exec, sys_wait, sys_kill, sys_getpid, sys_getppid, sys_yield,
    sys_sbrk, sys_write, sys_read, sys_sleep, sys_thread_create, sys_thread_join,
    sys_thread_exit, sys_thread_self, sys_shutdown, sys_sched_set, sys_workload_arrive,
    sys_workload_run, sys_workload_burn, sys_workload_io, sys_open, sys_close, sys_mmap,
    sys_munmap, sys_memory_count, sys_mprotect, sys_lseek, sys_clock, sys_thread_detach
};

_Static_assert(sizeof calls / sizeof calls[0] == SYS_COUNT, "sys/syscall.h and this table");

/* Carries out the system call that `frame` asks for. */
__attribute__((noinline)) void syscall_handle(struct trapframe *frame)
{
    unsigned index = frame->a7 - 1;

    frame->mepc += 4;                   /* go on behind the ecall */
    frame->a0 = index < SYS_COUNT ? (unsigned)calls[index](frame) : (unsigned)-ENOSYS;
}
