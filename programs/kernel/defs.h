/*
 * The map of the kernel: who offers what. Read in this order.
 *
 *   start.S main.c      boot: from the first instruction to the first thread
 *   vectors.S trap.c    the ways in and out, and what to do about each trap
 *   syscall.c           system calls: arguments in, result or negative error number out
 *   thread.c swtch.s    threads: made, blocked, woken, joined, ended; the switch itself
 *   sched.c sched_*.c   who runs next: the mechanism, and one file per policy
 *   burst.c ageing.c virtual_time.c   what several policies have in common
 *   workload.c          time as the jobs of a workload count it
 *   proc.c signal.c     processes: fork, exit, wait, kill
 *   exec.c initrd.c     programs: the archive that holds them, ELF files, arguments
 *   file.c map.c        files of the archive, read or mapped; memory that a program asks for
 *   queue.c             lists of threads
 *   vm.c frame.c        address spaces, page faults, copy-on-write; frames of memory
 *   timer.c console.c   the two devices
 *   options.c dtb.c     what the machine and the user said at boot
 *   panic.c string.c csr.S  ends of the run; bytes; instructions that C has no words for
 *
 * Three kinds of failure are never mixed: a bad request gets a negative error number and
 * leaves everything as it was; a fault of a user program ends that process with a signal;
 * a mistake of the kernel itself is a panic("module: fact").
 *
 * The kernel runs with interrupts off and is never preempted: what a function does between
 * two calls of schedule() nobody else sees half done.
 */
#ifndef DEFS_H
#define DEFS_H

#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include "param.h"
#include "memlayout.h"
#include <sys/sched.h>
#include "riscv.h"
#include "proc.h"

/* main.c */
extern struct process *init_process;    /* pid 1: adopts orphans, ends the run */

/* vectors.S, trap.c */
void trap_entry(void);
void trap_return(int frame);            /* the func of a user thread; frame = its stack pointer */
void interrupt_handle(void);            /* every pending interrupt */

/* syscall.c */
void syscall_handle(struct trapframe *frame);

/* thread.c: threads. swtch.s: the switch. */
extern struct thread *current;          /* the thread that runs */
extern struct thread *idle;             /* runs when nobody else can */
void thread_init(struct thread *thread, struct process *process, char *stack_base);
struct trapframe *thread_frame(struct thread *thread);
void thread_prepare(struct thread *thread, void (*func)(int), int arg);
void thread_set_state(struct thread *thread, enum thread_state state);
void thread_ready(struct thread *thread);
void thread_block(struct queue *queue, enum switch_cause cause, const char *detail);
void thread_wake_all(struct queue *queue);
void thread_discard(struct thread *thread);
void thread_remove(struct thread *thread);
int thread_create(unsigned entry, unsigned func, unsigned arg);
int thread_join(int tid, unsigned code_vaddr);
int thread_detach(int tid);
void thread_exit_current(int code);
void thread_reap_later(struct thread *thread);
void schedule_finish(void);
int thread_number_next(void);           /* a number no process or thread had before */
void thread_stub(void);
void swtch(struct thread *previous, struct thread *next);
void swtch_start(struct thread *first);

/* sched.c; sched_*.c: one policy each, all of them listed in sched_policies.h */
enum sched_entry {                      /* why a thread comes onto the ready list */
    ENTRY_READY,                        /* it is new, or was blocked until now */
    ENTRY_PREEMPTED,                    /* it ran, until a more urgent one became ready */
    ENTRY_AGAIN                         /* it ran, until its quantum was over or it gave way */
};
struct sched_policy {                   /* the last four may be 0 */
    const char *name;
    void (*enqueue)(struct thread *thread, enum sched_entry entry);
    void (*dequeue)(struct thread *thread);                 /* it is not to run after all */
    struct thread *(*pick)(void);                           /* takes off the one to run; 0: none */
    int (*preempts)(struct thread *woken, struct thread *running);      /* 0: never */
    unsigned (*slice)(struct thread *thread);               /* how long it may run; 0: no end.
                                                               No function: options.quantum */
    void (*charge)(struct thread *thread, unsigned time);   /* it has run for so long */
};
#define POLICY(name) extern const struct sched_policy sched_##name;
#include "sched_policies.h"
#undef POLICY
extern enum switch_cause sched_due;     /* a switch is due when the trap ends, and why */
int sched_choose(const char *policy_name);
unsigned sched_clock(void);
void sched_charge(void);
void sched_account(void);
void sched_enqueue(struct thread *thread);
void sched_dequeue(struct thread *thread);
void sched_begin(void);
void sched_restart_slice(void);
int sched_slice_over(void);
unsigned sched_slice_none(struct thread *thread);           /* the slice of those without a quantum */
void sched_start(struct thread *first);
void schedule(enum switch_cause cause, const char *detail);
void sched_inherit(struct thread *thread, const struct thread *creator);
void sched_defaults(struct thread *thread);
int sched_set(unsigned what, int value);

/* burst.c, ageing.c, virtual_time.c */
void burst_begin(struct thread *thread);
void burst_charge(struct thread *thread, unsigned time);
unsigned burst_length(const struct thread *thread);
unsigned burst_remaining(const struct thread *thread);
void ageing_enqueue(struct queue *ready_list, struct thread *thread, enum sched_entry entry);
struct thread *ageing_pick(struct queue *ready_list);
int ageing_preempts(struct thread *woken, struct thread *running);
void virtual_enqueue(struct queue *ready_list, struct thread *thread, enum sched_entry entry);
struct thread *virtual_pick(struct queue *ready_list);

/* workload.c */
extern unsigned workload_time;          /* ticks that the workload has burned */
void workload_clock(unsigned time);
void workload_begin(void);
int workload_idle(void);
void workload_tick(void);
int workload_arrive(unsigned job_vaddr);
int workload_run(unsigned jobs);
int workload_burn(unsigned ticks);
int workload_io(unsigned ticks, unsigned next_burst);
void workload_leave(struct thread *thread);

/* queue.c */
void queue_append(struct queue *queue, struct thread *thread);
void queue_insert_before(struct queue *queue, struct thread *thread, struct thread *next);
void queue_remove(struct thread *thread);
struct thread *queue_take(struct queue *queue);

/* proc.c */
struct process *proc_create(struct process *parent, const char *name);
struct thread *proc_first_thread(struct process *process);
void proc_unlink(struct process *process);
int proc_fork(void);
void proc_exit(int status, enum switch_cause cause, const char *detail);
void proc_terminate(struct process *process, int status);
void proc_end_other_threads(struct process *process, struct thread *survivor);
int proc_wait(int pid, unsigned status_vaddr, int flags);
struct process *proc_find(int pid);

/* signal.c */
int signal_send(int pid, int signal);
void signal_fault(int signal, unsigned pc, unsigned address);
const char *signal_name(int signal);

/* exec.c, initrd.c */
struct arguments {                      /* one frame: words of the environment, then of argv, with their NULs */
    unsigned environment_count, count, size;
    char text[ARGUMENT_BYTES_MAX];
};
int exec_load(struct space *space, const char *name, const struct arguments *arguments,
              struct trapframe *frame);
int exec_current(unsigned name_vaddr, unsigned argv_vaddr, unsigned environment_vaddr);
void initrd_init(const unsigned char *start, const unsigned char *end);
const unsigned char *initrd_find(const char *name, unsigned *size);

/* file.c */
int file_open(unsigned name_vaddr, int flags);
int file_close(int fd);
int file_seek(int fd, int offset, unsigned whence);
int file_read(int fd, unsigned vaddr, unsigned size);
const struct open_file *file_of(int fd);        /* of the current process; 0: none is open there */

/* map.c */
struct mmap_arguments {                 /* what the six registers say */
    unsigned vaddr, length, protection, flags;
    int fd;
    unsigned offset;
};
int map_memory(const struct mmap_arguments *wanted);
int map_remove(unsigned vaddr, unsigned length);
int map_protect(unsigned vaddr, unsigned length, unsigned protection);
int map_count(unsigned vaddr, unsigned length, unsigned count_vaddr);

/* vm.c */
enum vm_access { VM_READ, VM_WRITE, VM_EXECUTE };
void vm_init(void);
int vm_create(struct space *space);
void vm_destroy(struct space *space);
int vm_copy(struct space *child, struct space *parent);
int vm_fault(struct space *space, unsigned vaddr, enum vm_access access);
void *vm_pointer(struct space *space, unsigned vaddr, enum vm_access access);
int vm_writable(struct space *space, unsigned vaddr, unsigned size);
int vm_map_frame(struct space *space, unsigned vaddr, void *frame, unsigned flags);
void vm_unmap(struct space *space, unsigned start, unsigned end);
void vm_protect(struct space *space, unsigned start, unsigned end);
void *vm_frame_at(struct space *space, unsigned vaddr);
int vm_grow_heap(struct space *space, int bytes, unsigned *old_end);
int vm_stack_slot_take(struct space *space);
void vm_stack_slot_free(struct space *space, int slot);
unsigned vm_stack_slot_top(int slot);
int vm_copy_in(struct space *space, void *to, unsigned vaddr, unsigned size);
int vm_copy_out(struct space *space, unsigned vaddr, const void *from, unsigned size);
int vm_copy_string_in(struct space *space, char *to, unsigned vaddr, unsigned size);
void vm_activate(struct space *space);
extern struct space *vm_active;         /* the one satp names; 0 = none */

/* frame.c */
void frame_init(unsigned start, unsigned end, unsigned archive_start, unsigned archive_end);
void *frame_alloc(void);
void *frame_alloc_zeroed(void);
void frame_share(void *frame);
int frame_is_shared(void *frame);
int frame_is_of_archive(const void *frame);
unsigned frame_users(void *frame);
void frame_free(void *frame);
unsigned frame_free_count(void);

/* timer.c */
#define TIME_NEVER 0xffffffffffffffffull
void timer_init(unsigned frequency_hz);
void timer_start_quantum(unsigned ticks);   /* 0: it has no end */
int timer_stop_quantum(void);
void timer_interrupt(void);
void timer_sleep(unsigned microseconds);
int timer_read_clock(unsigned which, unsigned reading_vaddr);

/* console.c */
void console_init(void);
int console_write(unsigned vaddr, unsigned size);
int console_read(unsigned vaddr, unsigned size);
void console_interrupt(void);
int console_awaited(void);              /* does somebody wait for input? */

/* options.c, dtb.c */
struct machine_facts {                  /* what the device tree says */
    unsigned memory_start, memory_end;
    unsigned initrd_start, initrd_end;
    unsigned timebase_hz, clock_hz;
    const char *bootargs;
};
struct options {                        /* what the boot arguments say */
    char policy[NAME_SIZE];
    int fork_eager;
    unsigned tick;                      /* of a workload, in cycles of the timer; 0: no workload */
    unsigned seed;                      /* of random choices */
    /* times, in the units of sched_clock() */
    unsigned quantum;                   /* 0: no end */
    unsigned quanta[LEVELS_MAX];        /* of each level of mlq and mlfq */
    unsigned boost;                     /* mlfq: all rise this often; 0: never */
    unsigned ageing;                    /* by priority: one more urgent for each so long; 0: never */
    unsigned levels;
    int io_keeps_level;                 /* mlfq: who blocked gets a whole quantum again, */
    int io_first;                       /* and comes before the others of its level */
    int predict;                        /* sjf, srtf: no matter what programs declare */
};
extern struct options options;
void dtb_read(const unsigned char *dtb, struct machine_facts *facts);
void options_read(const char *bootargs, unsigned cycles_per_tick, struct arguments *arguments);

/* panic.c: what the host listens to, and the ends of the run */
enum end_kind { END_EXIT, END_SIGNAL, END_PANIC, END_DEADLOCK };
void kernel_end(enum end_kind kind, int code) __attribute__((noreturn));
void panic(const char *message) __attribute__((noreturn));
void proc_fault(struct thread *thread, int signal, unsigned pc, unsigned address);

/* string.c */
void *memset(void *to, int byte, size_t size);
void *memcpy(void *to, const void *from, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
void string_copy(char *to, const char *from, size_t size);

#endif
