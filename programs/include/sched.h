/* Giving way, and what the scheduling policies go by. */
#ifndef _SCHED_H
#define _SCHED_H

#include <sys/sched.h>

int sched_yield(void);

/* For the calling thread; the old value, or -1 with errno set. `what` as in <sys/sched.h>. */
int sched_set(int what, int value);

#endif
