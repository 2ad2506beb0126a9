/* POSIX threads: each is a thread of the kernel, and its result is the thread's exit code. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <thread.h>
#include "internal.h"

#define STACK_SIZE  (60u * 1024)        /* what the kernel gives to each thread */

struct start {
    void *(*function)(void *);
    void *argument;
};

/* Set by pthread_key.c, if keys are used: calls the destructors of the thread that ends. */
void (*__pthread_end)(void);

void pthread_exit(void *value)
{
    if (__pthread_end)
        __pthread_end();
    thread_exit((int)value);
}

static void run(int start)
{
    struct start *given = (struct start *)start;
    struct start mine = *given;

    free(given);
    pthread_exit(mine.function(mine.argument));
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*function)(void *), void *argument)
{
    struct start *start = malloc(sizeof *start);
    int error;

    if (!start)
        return EAGAIN;
    start->function = function;
    start->argument = argument;
    error = thread_create(thread, run, (int)start);
    if (error)
        free(start);
    else if (attributes && attributes->detached)
        pthread_detach(*thread);
    return error;
}

int pthread_detach(pthread_t thread)
{
    return -__sys_thread_detach(thread);
}

int pthread_join(pthread_t thread, void **value)
{
    int code;
    int result = __sys_thread_join(thread, &code);

    if (result < 0)
        return -result;
    if (value)
        *value = (void *)code;
    return 0;
}

pthread_t pthread_self(void)
{
    return thread_self();
}

int pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

int pthread_attr_init(pthread_attr_t *attributes)
{
    attributes->detached = PTHREAD_CREATE_JOINABLE;
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attributes)
{
    (void)attributes;
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state)
{
    if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
        return EINVAL;
    attributes->detached = state;
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state)
{
    *state = attributes->detached;
    return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    (void)attributes;
    return size < PTHREAD_STACK_MIN || size > STACK_SIZE ? EINVAL : 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attributes, size_t *size)
{
    (void)attributes;
    *size = STACK_SIZE;
    return 0;
}
