/* Barriers: nobody goes on before all have come. */
#include <errno.h>
#include <pthread.h>
#include "internal.h"

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                         unsigned count)
{
    (void)attributes;
    if (count == 0)
        return EINVAL;
    barrier->lock = 0;
    barrier->needed = count;
    barrier->arrived = barrier->round = 0;
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    return barrier->arrived ? EBUSY : 0;
}

/* One of them, the last to come, is told so. */
int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    unsigned round;
    int last;

    __lock(&barrier->lock);
    round = barrier->round;
    last = ++barrier->arrived == barrier->needed;
    if (last) {
        barrier->arrived = 0;
        __atomic_store_n(&barrier->round, round + 1, __ATOMIC_RELEASE);
    }
    __unlock(&barrier->lock);
    while (__atomic_load_n(&barrier->round, __ATOMIC_ACQUIRE) == round)
        sched_yield();
    return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}
