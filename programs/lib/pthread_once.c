/* What is done once, by whichever thread comes first; the others wait until it has been done. */
#include <pthread.h>

enum { NOT_YET, BEING_DONE, DONE };

int pthread_once(pthread_once_t *once, void (*function)(void))
{
    int expected = NOT_YET;

    if (__atomic_compare_exchange_n(&once->state, &expected, BEING_DONE, 0, __ATOMIC_ACQUIRE,
                                    __ATOMIC_ACQUIRE)) {
        function();
        __atomic_store_n(&once->state, DONE, __ATOMIC_RELEASE);
    }
    while (__atomic_load_n(&once->state, __ATOMIC_ACQUIRE) != DONE)
        sched_yield();
    return 0;
}
