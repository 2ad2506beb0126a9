/*
 * The time, and how long the process has had the processor: ticks of the machine's timer as seconds.
 * Nobody tells the machine the date, so 1970 begins when it is switched on, and runs are repeatable.
 */
#include <errno.h>
#include <limits.h>
#include <sys/time.h>
#include <time.h>
#include "internal.h"

#define NANOSECONDS 1000000000

static void read_clock(int which, struct timespec *now)
{
    struct clock_reading reading;

    __sys_clock(which, &reading);
    now->tv_sec = (time_t)(reading.ticks / reading.hz);
    now->tv_nsec = (long)(reading.ticks % reading.hz * NANOSECONDS / reading.hz);
}

static int is_clock(clockid_t clock)
{
    if (clock >= CLOCK_REALTIME && clock <= CLOCK_PROCESS_CPUTIME_ID)
        return 1;
    errno = EINVAL;
    return 0;
}

/* 0, or -1: there is no such clock. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!is_clock(clock))
        return -1;
    read_clock(clock == CLOCK_PROCESS_CPUTIME_ID ? CLOCK_OF_PROCESS : CLOCK_OF_MACHINE, now);
    return 0;
}

/* The shortest time that two readings of a clock can tell apart: a tick, but at least a nanosecond. */
int clock_getres(clockid_t clock, struct timespec *step)
{
    struct clock_reading reading;

    if (!is_clock(clock))
        return -1;
    if (step) {
        __sys_clock(CLOCK_OF_MACHINE, &reading);
        step->tv_sec = 0;
        step->tv_nsec = reading.hz < NANOSECONDS ? (long)(NANOSECONDS / reading.hz) : 1;
    }
    return 0;
}

/* `base`, or 0: there is no such time. */
int timespec_get(struct timespec *now, int base)
{
    if (base != TIME_UTC)
        return 0;
    read_clock(CLOCK_OF_MACHINE, now);
    return base;
}

time_t time(time_t *now)
{
    struct timespec reading;

    read_clock(CLOCK_OF_MACHINE, &reading);
    if (now)
        *now = reading.tv_sec;
    return reading.tv_sec;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec reading;

    (void)zone;
    read_clock(CLOCK_OF_MACHINE, &reading);
    now->tv_sec = reading.tv_sec;
    now->tv_usec = reading.tv_nsec / 1000;
    return 0;
}

/* -1: more than the type can tell. */
clock_t clock(void)
{
    struct timespec used;

    read_clock(CLOCK_OF_PROCESS, &used);
    if (used.tv_sec >= LONG_MAX / CLOCKS_PER_SEC)
        return -1;
    return (clock_t)used.tv_sec * CLOCKS_PER_SEC + used.tv_nsec / 1000;
}
