/*
 * Counting semaphores of POSIX, between threads, and between processes if they lie in shared memory.
 * Who must wait gives way until it may go on.
 */
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <time.h>

#define SEM_VALUE_MAX 0x7fffffff

typedef struct { int lock, value; } sem_t;

int sem_init(sem_t *semaphore, int shared, unsigned value);
int sem_destroy(sem_t *semaphore);
int sem_wait(sem_t *semaphore);
int sem_trywait(sem_t *semaphore);
int sem_timedwait(sem_t *semaphore, const struct timespec *until);
int sem_post(sem_t *semaphore);
int sem_getvalue(sem_t *semaphore, int *value);

#endif
