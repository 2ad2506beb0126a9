/* What the scheduling policies go by. */
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

#define LOWEST  (-20)
#define HIGHEST 19

int sched_set(int what, int value)
{
    int old = __result(syscall(SYS_sched_set, what, value));

    return what == SCHED_NICE && old >= 0 ? old + LOWEST : old;
}

/* The kernel tells the old value only when it sets one; out of range means as far as it goes. */
int nice(int increment)
{
    int value = syscall(SYS_sched_set, SCHED_NICE, 0) + LOWEST;

    if (increment > HIGHEST - LOWEST)
        increment = HIGHEST - LOWEST;
    if (increment < LOWEST - HIGHEST)
        increment = LOWEST - HIGHEST;
    value += increment;
    if (value < LOWEST)
        value = LOWEST;
    if (value > HIGHEST)
        value = HIGHEST;
    sched_set(SCHED_NICE, value);
    return value;
}
