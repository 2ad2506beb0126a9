/*
 * The blocks: PCB, TCB, and the two frames that hold a thread's registers.
 *
 *   a frame of memory, for the first thread of a process     for a further thread
 *   low   +----------------+                                 +----------------+
 *         | PCB            |                                 | TCB            |
 *         | TCB            |                                 | guard word     |
 *         | guard word     |                                 |                |
 *         |                |                                 |       ^        |
 *         |       ^        |                                 | kernel stack   |
 *         | kernel stack   |                                 | trap frame     |
 *   high  | trap frame     |                                 +----------------+
 *         +----------------+
 *
 * The host reads some of these fields at probes; probes.ron names their offsets, and the
 * assertions at the end hold the two together.
 */
#ifndef PROC_H
#define PROC_H

#include <stddef.h>
#include <stdint.h>
#include "param.h"

struct thread;
struct process;

/* What trap_entry saves: the user's registers, and why it was entered. */
struct trapframe {
    unsigned ra, sp, gp, tp, t0, t1, t2, s0, s1;
    unsigned a0, a1, a2, a3, a4, a5, a6, a7;
    unsigned s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
    unsigned t3, t4, t5, t6;
    unsigned mepc, mstatus, mcause, mtval;
    unsigned unused;                    /* the stack stays aligned to 16 bytes */
};

/* What swtch saves: the registers that the calling convention makes it preserve. */
struct switchframe {
    unsigned ra, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
    unsigned unused[3];
};

/* A list of threads; a thread is on one list at most, and knows which. */
struct queue {
    struct thread *head, *tail;
};

enum thread_state { THREAD_NEW, THREAD_READY, THREAD_RUNNING, THREAD_BLOCKED, THREAD_FINISHED };

/* Why a thread was switched away; probes.ron has the names in this order. */
enum switch_cause {
    SWITCH_NONE, SWITCH_QUANTUM, SWITCH_YIELD, SWITCH_BLOCK, SWITCH_JOIN,
    SWITCH_WAIT, SWITCH_EXIT, SWITCH_PREEMPT, SWITCH_FAULT, SWITCH_SLEEP
};

/* What the policies know of a thread. Each uses some of it, and rr none. */
struct sched_entity {
    unsigned priority;                  /* lower is more urgent */
    int nice;                           /* -20 to 19: cfs weighs by it */
    unsigned tickets;
    unsigned burst_declared;            /* of the burst it is in or next to; 0: not declared */
    unsigned burst_predicted;           /* the average of its bursts, the last one counting half */
    unsigned burst_used;                /* how much of the burst is over */
    unsigned has_run;                   /* mlfq: it is not new */
    unsigned level;                     /* its queue in mlfq; 0 is the highest */
    unsigned epoch;                     /* the boost that it has last seen */
    unsigned slice_left;                /* of its quantum; 0: it gets a new one */
    unsigned ready_since;
    unsigned gained;                    /* what ageing has taken off its priority */
    uint64_t virtual_time;              /* its pass (stride), its virtual runtime (cfs) */
    unsigned ticks_left;                /* a job of a workload: until the end of its burst */
    unsigned job;                       /* its place in the workload, from 1; 0: no job */
};

/* Thread control block. */
struct thread {
    unsigned sp;                        /* saved stack pointer: a switch frame lies there */
    enum thread_state state;            /* changed by thread_set_state alone */
    struct process *process;
    int tid;
    enum switch_cause cause;            /* of its last switch away, */
    const char *detail;                 /* and a word more about it, or 0 */
    struct thread *next, *previous;     /* on the list it is on, */
    struct queue *queue;                /* which is this one, or none (0) */
    unsigned switch_count;
    uint64_t time_used;                 /* of the processor, in ticks of the timer, up to its last switch */
    struct thread *sibling;             /* next thread of the same process */
    struct thread *joiner;              /* who waits for its end; itself, if it is detached */
    int exit_code;
    int stack_slot;                     /* its user stack; -1: the process's first one */
    char *stack_base;                   /* its kernel stack, this block included */
    unsigned stack_size;
    int join_code;                      /* the exit code it was handed as a joiner */
    uint64_t due;                       /* while asleep: when to wake */
    struct sched_entity sched;
    unsigned guard;                     /* KSTACK_GUARD, or the stack overflowed */
};

/* What a child of fork has of a region. */
enum region_sharing {
    REGION_COPIED,                      /* a copy of its own, made when somebody writes */
    REGION_SHARED,                      /* the same: what one writes the others read */
    REGION_READ_ONLY                    /* the same, and nobody may ever write */
};

/* A piece of user memory with one meaning; its pages are filled when they are touched. */
struct region {
    unsigned start, end;
    unsigned permissions;               /* PTE_R, PTE_W, PTE_X */
    const unsigned char *file;          /* the first file_size bytes come from here, */
    unsigned file_size;                 /* the rest is zero */
    enum region_sharing sharing;
};

/* An open file of the archive. */
struct open_file {
    const unsigned char *contents;      /* 0: this descriptor is free */
    unsigned size, offset;
};

#define FILE_FIRST      3               /* the descriptor of files[0]; below it is the console */

#define REGION_HEAP     0
#define REGION_STACK    1
#define REGION_SEGMENTS 2               /* and onwards: text, data and BSS of the program, and
                                           what it has mapped */

/* Address space. An ASID is valid within its generation only; see vm.c. */
struct space {
    unsigned *root;                     /* first-level page table; 0 = none */
    unsigned asid;
    unsigned asid_generation;
    unsigned region_count;
    unsigned stack_slots[THREAD_STACKS_MAX / 32];   /* bit set: a thread's stack is there */
    struct region regions[REGIONS_MAX];
};

/* Process control block. */
struct process {
    int pid;
    char name[NAME_SIZE];
    struct process *parent;             /* idle's and init's is idle */
    struct process *children;           /* the youngest child, linked by sibling */
    struct process *sibling;
    struct process *next;               /* among all processes */
    struct thread *threads;             /* those not joined yet, linked by sibling */
    int live_threads;                   /* those not finished */
    int terminated;                     /* a zombie, until its parent has waited for it */
    int status;                         /* as wait reports it */
    uint64_t time_used;                 /* what threads have had of the processor that are gone */
    struct queue child_exit;            /* threads of this process that wait for a child */
    struct open_file files[FILES_MAX];
    struct space space;
} __attribute__((aligned(64)));         /* so that the TCB behind it starts a cache line */

/* The numbers that probes.ron and the assembly files rely on. */
_Static_assert(offsetof(struct thread, sp) == 0, "swtch.s");
_Static_assert(offsetof(struct thread, process) == 8, "probes.ron");
_Static_assert(offsetof(struct thread, tid) == 12, "probes.ron");
_Static_assert(offsetof(struct thread, cause) == 16, "probes.ron");
_Static_assert(offsetof(struct thread, detail) == 20, "probes.ron");
_Static_assert(offsetof(struct process, pid) == 0, "probes.ron");
_Static_assert(offsetof(struct process, name) == 4, "probes.ron");
_Static_assert(offsetof(struct process, parent) == 36, "probes.ron");
_Static_assert(offsetof(struct thread, stack_base) == 64, "probes.ron");
_Static_assert(offsetof(struct process, space.root) == 184, "probes.ron");
_Static_assert(KSTACK_SIZE - sizeof(struct trapframe) == 3952, "probes.ron");
_Static_assert(offsetof(struct trapframe, mepc) == 124, "vectors.S, probes.ron");
_Static_assert(sizeof(struct trapframe) == 144, "vectors.S");
_Static_assert(sizeof(struct switchframe) == 64, "swtch.s");
_Static_assert(sizeof(struct process) + sizeof(struct thread) < KSTACK_SIZE / 2, "room for the stack");

#endif
