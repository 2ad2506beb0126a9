/* Mutexes: a word that holds its owner's number. */
#include <errno.h>
#include <pthread.h>
#include "internal.h"

int pthread_mutexattr_init(pthread_mutexattr_t *attributes)
{
    attributes->type = PTHREAD_MUTEX_DEFAULT;
    attributes->shared = PTHREAD_PROCESS_PRIVATE;
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes)
{
    (void)attributes;
    return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type)
{
    if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
        return EINVAL;
    attributes->type = type;
    return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attributes, int *type)
{
    *type = attributes->type;
    return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *attributes, int shared)
{
    if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
        return EINVAL;
    attributes->shared = shared;
    return 0;
}

int pthread_mutexattr_getpshared(const pthread_mutexattr_t *attributes, int *shared)
{
    *shared = attributes->shared;
    return 0;
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    mutex->owner = 0;
    mutex->type = attributes ? attributes->type : PTHREAD_MUTEX_DEFAULT;
    mutex->depth = 0;
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return mutex->owner ? EBUSY : 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    int self = pthread_self();
    int expected = 0;

    if (mutex->type == PTHREAD_MUTEX_RECURSIVE && mutex->owner == self) {
        mutex->depth++;
        return 0;
    }
    if (!__atomic_compare_exchange_n(&mutex->owner, &expected, self, 0, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED))
        return EBUSY;
    mutex->depth = 1;
    return 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (mutex->type == PTHREAD_MUTEX_ERRORCHECK && mutex->owner == pthread_self())
        return EDEADLK;
    while (pthread_mutex_trylock(mutex) == EBUSY)
        sched_yield();
    return 0;
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    if (mutex->type == PTHREAD_MUTEX_ERRORCHECK && mutex->owner == pthread_self())
        return EDEADLK;
    while (pthread_mutex_trylock(mutex) == EBUSY) {
        if (!__is_time(until))
            return EINVAL;
        if (__is_past(until))
            return ETIMEDOUT;
        sched_yield();
    }
    return 0;
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (mutex->type != PTHREAD_MUTEX_NORMAL && mutex->owner != pthread_self())
        return EPERM;
    if (--mutex->depth == 0 || mutex->type != PTHREAD_MUTEX_RECURSIVE)
        __atomic_store_n(&mutex->owner, 0, __ATOMIC_RELEASE);
    return 0;
}
