/* What the scheduler's system calls take. Kernel and library share this file. */
#ifndef _SYS_SCHED_H
#define _SYS_SCHED_H

/* What SYS_sched_set sets, for the calling thread. */
#define SCHED_NICE      0       /* -20 to 19; sets the priority to 20 + nice, too */
#define SCHED_PRIORITY  1       /* lower is more urgent */
#define SCHED_TICKETS   2
#define SCHED_BURST     3       /* the length of its next burst, in cycles of the timer; 0: not known */

/* A job of a workload; times in ticks. */
struct workload_job {
    char name[32];
    unsigned number;            /* its place in the listing, from 1 */
    unsigned arrival;
    unsigned priority;          /* lower is more urgent */
    unsigned tickets;
    int nice;
    unsigned burst;             /* the length of its first burst */
};

#endif
