/* Threads of a process: they share its memory, each has a stack of its own. */
#ifndef _THREAD_H
#define _THREAD_H

typedef int thread_t;

/* Starts func(arg) in a new thread, whose name is stored in *thread. 0, or an error number. */
int thread_create(thread_t *thread, void (*func)(int), int arg);

/* Lets another thread run. */
void thread_yield(void);

/* Waits until `thread` has ended; its exit code. -1 with errno set: it cannot be joined. */
int thread_join(thread_t thread);

/* Nobody will join `thread`. 0; -1 with errno set: it cannot be joined anyway. */
int thread_detach(thread_t thread);

/* Ends the calling thread. One that returns from its function exits with code 0. */
void thread_exit(int code) __attribute__((noreturn));

/* The calling thread. */
thread_t thread_self(void);

#endif
