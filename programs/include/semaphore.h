/* Counting semaphores of POSIX, between the threads of a process. Who must wait gives way until it may go on. */
#ifndef SEMAPHORE_H
#define SEMAPHORE_H

#define SEM_VALUE_MAX 0x7fffffff

typedef struct { int lock, value; } sem_t;

int sem_init(sem_t *semaphore, int shared, unsigned value);
int sem_destroy(sem_t *semaphore);
int sem_wait(sem_t *semaphore);
int sem_trywait(sem_t *semaphore);
int sem_post(sem_t *semaphore);
int sem_getvalue(sem_t *semaphore, int *value);

#endif
