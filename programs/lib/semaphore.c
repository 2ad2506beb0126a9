/* Counting semaphores. */
#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include "internal.h"

static int fail(int error)
{
    errno = error;
    return -1;
}

int sem_init(sem_t *semaphore, int shared, unsigned value)
{
    if (value > SEM_VALUE_MAX)
        return fail(EINVAL);
    (void)shared;               /* it is, if its memory is */
    semaphore->lock = 0;
    semaphore->value = (int)value;
    return 0;
}

int sem_destroy(sem_t *semaphore)
{
    (void)semaphore;
    return 0;
}

/* Takes one, if there is one. */
static int take(sem_t *semaphore)
{
    int taken;

    __lock(&semaphore->lock);
    taken = semaphore->value > 0;
    semaphore->value -= taken;
    __unlock(&semaphore->lock);
    return taken;
}

int sem_wait(sem_t *semaphore)
{
    while (!take(semaphore))
        sched_yield();
    return 0;
}

int sem_trywait(sem_t *semaphore)
{
    return take(semaphore) ? 0 : fail(EAGAIN);
}

int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    while (!take(semaphore)) {
        if (!__is_time(until))
            return fail(EINVAL);
        if (__is_past(until))
            return fail(ETIMEDOUT);
        sched_yield();
    }
    return 0;
}

int sem_post(sem_t *semaphore)
{
    int full;

    __lock(&semaphore->lock);
    full = semaphore->value == SEM_VALUE_MAX;
    semaphore->value += !full;
    __unlock(&semaphore->lock);
    return full ? fail(EOVERFLOW) : 0;
}

int sem_getvalue(sem_t *semaphore, int *value)
{
    *value = semaphore->value;
    return 0;
}
