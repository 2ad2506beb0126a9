/* POSIX threads: each is a thread of the kernel, and its result is the thread's exit code. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <thread.h>
#include "internal.h"

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

    (void)attributes;
    if (!start)
        return EAGAIN;
    start->function = function;
    start->argument = argument;
    error = thread_create(thread, run, (int)start);
    if (error)
        free(start);
    return error;
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
    attributes->unused = 0;
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attributes)
{
    (void)attributes;
    return 0;
}
