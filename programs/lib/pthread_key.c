/*
 * Values that each thread has for itself: an array on the heap, made when a thread first sets one,
 * behind the errno that the register tp points to.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include "internal.h"

static struct key {
    int used;
    void (*destructor)(void *);
} keys[PTHREAD_KEYS_MAX];
static int keys_lock;

/* The calling thread's values. NULL: it has set none. */
static void ***values(void)
{
    return (void ***)(__errno_location() + 1);
}

static int is_key(pthread_key_t key)
{
    return key < PTHREAD_KEYS_MAX && keys[key].used;
}

/* The destructors may set values again, so there are several rounds. */
static void destroy_values(void)
{
    void **mine = *values();

    for (int round = 0; mine && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++)
        for (int key = 0; key < PTHREAD_KEYS_MAX; key++) {
            void *value = mine[key];

            mine[key] = NULL;
            if (value && keys[key].used && keys[key].destructor)
                keys[key].destructor(value);
        }
    *values() = NULL;
    free(mine);
}

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    int error = EAGAIN;

    __lock(&keys_lock);
    for (unsigned i = 0; i < PTHREAD_KEYS_MAX && error; i++)
        if (!keys[i].used) {
            keys[i].used = 1;
            keys[i].destructor = destructor;
            *key = i;
            error = 0;
        }
    __unlock(&keys_lock);
    __pthread_end = destroy_values;
    return error;
}

int pthread_key_delete(pthread_key_t key)
{
    if (!is_key(key))
        return EINVAL;
    keys[key].used = 0;
    return 0;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
    void ***mine = values();

    if (!is_key(key))
        return EINVAL;
    if (!*mine) {
        *mine = calloc(PTHREAD_KEYS_MAX, sizeof **mine);
        if (!*mine)
            return ENOMEM;
    }
    (*mine)[key] = (void *)value;
    return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
    void **mine = *values();

    return mine && is_key(key) ? mine[key] : NULL;
}
