/*
 * Clocks, and dates in the one time zone there is: UTC. The machine has no calendar: it is switched
 * on at 0:00 on 1 January 1970.
 */
#ifndef _TIME_H
#define _TIME_H

#include <stddef.h>

typedef long long time_t;               /* seconds since 1970 */
typedef long clock_t;                   /* microseconds */
typedef int clockid_t;

#define CLOCKS_PER_SEC              1000000l
#define TIME_UTC                    1

#define CLOCK_REALTIME              0
#define CLOCK_MONOTONIC             1
#define CLOCK_PROCESS_CPUTIME_ID    2

struct timespec {
    time_t tv_sec;
    long tv_nsec;
};

struct tm {
    int tm_sec, tm_min, tm_hour;
    int tm_mday;                        /* from 1 */
    int tm_mon;                         /* from 0 */
    int tm_year;                        /* since 1900 */
    int tm_wday;                        /* since Sunday */
    int tm_yday;                        /* since 1 January */
    int tm_isdst;
};

struct tm *gmtime(const time_t *time);
struct tm *gmtime_r(const time_t *time, struct tm *date);
struct tm *localtime(const time_t *time);
struct tm *localtime_r(const time_t *time, struct tm *date);
time_t mktime(struct tm *date);
time_t timegm(struct tm *date);
char *asctime(const struct tm *date);
char *asctime_r(const struct tm *date, char *to);
char *ctime(const time_t *time);
char *ctime_r(const time_t *time, char *to);
size_t strftime(char *to, size_t size, const char *format, const struct tm *date);

time_t time(time_t *now);
clock_t clock(void);
int timespec_get(struct timespec *now, int base);
int clock_gettime(clockid_t clock, struct timespec *now);
int clock_getres(clockid_t clock, struct timespec *step);
int nanosleep(const struct timespec *wanted, struct timespec *left);

#endif
