/* Sleeping for a time in seconds and nanoseconds; the machine's sleep counts microseconds. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
    time_t seconds = wanted->tv_sec;

    if (seconds < 0 || wanted->tv_nsec < 0 || wanted->tv_nsec >= 1000000000) {
        errno = EINVAL;
        return -1;
    }
    for (; seconds > 1000; seconds -= 1000)
        sleep(1000);
    usleep((useconds_t)seconds * 1000000u + (useconds_t)((wanted->tv_nsec + 999) / 1000));
    if (left) {                 /* nothing interrupts a sleep */
        left->tv_sec = 0;
        left->tv_nsec = 0;
    }
    return 0;
}
