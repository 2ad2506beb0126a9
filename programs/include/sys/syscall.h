/*
 * The system calls: number in a7, arguments in a0 to a5, result in a0 (a negative error number
 * if it failed). Kernel and library share this file; usable in assembly.
 */
#ifndef _SYS_SYSCALL_H
#define _SYS_SYSCALL_H

#define SYS_exit            1   /* (code) */
#define SYS_fork            2   /* () -> pid of the child, 0 in the child */
#define SYS_exec            3   /* (name, argv, environment or 0) */
#define SYS_wait            4   /* (pid or -1, &status or 0, options) -> pid */
#define SYS_kill            5   /* (pid, signal) */
#define SYS_getpid          6   /* () -> pid */
#define SYS_getppid         7   /* () -> pid of the parent */
#define SYS_yield           8   /* () */
#define SYS_sbrk            9   /* (bytes, &old end of the heap) */
#define SYS_write           10  /* (fd, bytes, size) -> size written */
#define SYS_read            11  /* (fd, bytes, size) -> size read, 0 at the end */
#define SYS_sleep           12  /* (microseconds) */
#define SYS_thread_create   13  /* (entry, func, arg) -> tid; starts at entry(func, arg) */
#define SYS_thread_join     14  /* (tid, &exit code) */
#define SYS_thread_exit     15  /* (exit code) */
#define SYS_thread_self     16  /* () -> tid */
#define SYS_shutdown        17  /* (wait status): init ends the run */
#define SYS_sched_set       18  /* (which, value) -> old value; see sys/sched.h */
#define SYS_workload_arrive 19  /* (&struct workload_job): a job from now on */
#define SYS_workload_run    20  /* (jobs): waits for so many to arrive, then until all have ended */
#define SYS_workload_burn   21  /* (ticks) -> ticks left, counted down in a0 */
#define SYS_workload_io     22  /* (ticks, length of the burst after it) */
#define SYS_open            23  /* (name, flags) -> fd; see fcntl.h */
#define SYS_close           24  /* (fd) */
#define SYS_mmap            25  /* (address, length, protection, flags, fd, offset) -> address */
#define SYS_munmap          26  /* (address, length) */
#define SYS_memory_count    27  /* (address, length, &struct memory_count) */
#define SYS_mprotect        28  /* (address, length, protection) */
#define SYS_lseek           29  /* (fd, offset, whence) -> offset from the start; see unistd.h */
#define SYS_clock           30  /* (which, &struct clock_reading); see sys/clock.h */
#define SYS_thread_detach   31  /* (tid) */
#define SYS_COUNT           31

#endif
