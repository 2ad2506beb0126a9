/* Locks that many readers hold together, or one writer alone. */
#include <errno.h>
#include <pthread.h>
#include "internal.h"

int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes)
{
    (void)attributes;
    lock->lock = lock->readers = lock->writers_waiting = 0;
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    return lock->readers ? EBUSY : 0;
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    int free;

    __lock(&lock->lock);
    free = lock->readers >= 0 && lock->writers_waiting == 0;
    lock->readers += free;
    __unlock(&lock->lock);
    return free ? 0 : EBUSY;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    while (pthread_rwlock_tryrdlock(lock))
        sched_yield();
    return 0;
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    int free;

    __lock(&lock->lock);
    free = lock->readers == 0;
    if (free)
        lock->readers = -1;
    __unlock(&lock->lock);
    return free ? 0 : EBUSY;
}

static void count_waiting(pthread_rwlock_t *lock, int change)
{
    __lock(&lock->lock);
    lock->writers_waiting += change;
    __unlock(&lock->lock);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    if (pthread_rwlock_trywrlock(lock) == 0)
        return 0;
    count_waiting(lock, 1);
    while (pthread_rwlock_trywrlock(lock))
        sched_yield();
    count_waiting(lock, -1);
    return 0;
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    int held;

    __lock(&lock->lock);
    held = lock->readers != 0;
    if (lock->readers < 0)
        lock->readers = 0;
    else if (held)
        lock->readers--;
    __unlock(&lock->lock);
    return held ? 0 : EPERM;
}
