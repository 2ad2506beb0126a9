/* Conditions: a waiter takes a number, and goes on once as many have been released. */
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
