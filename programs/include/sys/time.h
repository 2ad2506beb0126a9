/* The time of day in microseconds. */
#ifndef _SYS_TIME_H
#define _SYS_TIME_H

#include <time.h>

struct timeval {
    time_t tv_sec;
    long tv_usec;
};

/* There is one time zone: `zone` is not looked at. */
int gettimeofday(struct timeval *now, void *zone);

#endif
