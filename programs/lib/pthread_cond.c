/* Conditions: a waiter takes a number, and goes on once as many have been released. */
#include <errno.h>
#include <pthread.h>
#include "internal.h"

int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    (void)attributes;
    condition->lock = 0;
    condition->arrived = condition->released = 0;
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *condition)
{
    (void)condition;
    return 0;
}

static int is_released(pthread_cond_t *condition, unsigned number)
{
    return (int)(__atomic_load_n(&condition->released, __ATOMIC_ACQUIRE) - number) > 0;
}

/* Releases the waiters up to this number. */
static void release_up_to(pthread_cond_t *condition, unsigned number)
{
    __lock(&condition->lock);
    if (!is_released(condition, number))
        condition->released = number + 1;
    __unlock(&condition->lock);
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    unsigned number = __atomic_fetch_add(&condition->arrived, 1, __ATOMIC_ACQ_REL);
    int error = pthread_mutex_unlock(mutex);

    if (error) {                /* not ours: nobody may signal to this number */
        pthread_cond_signal(condition);
        return error;
    }
    while (!is_released(condition, number))
        sched_yield();
    return pthread_mutex_lock(mutex);
}

/*
 * Who gives up after all is released with a number of its own: the waiters with smaller ones, if any,
 * go on too soon, which a condition allows; nobody waits too long.
 */
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *until)
{
    unsigned number;
    int error;

    if (!__is_time(until))
        return EINVAL;
    number = __atomic_fetch_add(&condition->arrived, 1, __ATOMIC_ACQ_REL);
    error = pthread_mutex_unlock(mutex);
    if (error) {
        pthread_cond_signal(condition);
        return error;
    }
    while (!is_released(condition, number)) {
        if (__is_past(until)) {
            release_up_to(condition, number);
            error = ETIMEDOUT;
            break;
        }
        sched_yield();
    }
    pthread_mutex_lock(mutex);
    return error;
}

int pthread_cond_signal(pthread_cond_t *condition)
{
    __lock(&condition->lock);
    if (condition->released != condition->arrived)
        condition->released++;
    __unlock(&condition->lock);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t *condition)
{
    __lock(&condition->lock);
    condition->released = condition->arrived;
    __unlock(&condition->lock);
    return 0;
}
