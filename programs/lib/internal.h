/* What the library's own files know of each other. Names begin with two underscores. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/clock.h>
#include <time.h>

/* stubs.S: results, or negative error numbers */
int __sys_fork(void);
int __sys_exec(const char *name, char *const argv[], char *const environment[]);
int __sys_wait(int pid, int *status, int options);
int __sys_kill(int pid, int signal);
int __sys_sbrk(int bytes, void **old_end);
int __sys_write(int fd, const void *bytes, size_t size);
int __sys_read(int fd, void *bytes, size_t size);
int __sys_open(const char *name, int flags);
int __sys_close(int fd);
int __sys_mmap(void *address, size_t length, int protection, int flags, int fd, unsigned offset);
int __sys_munmap(void *address, size_t length);
int __sys_memory_count(const void *address, size_t length, void *count);
int __sys_mprotect(void *address, size_t length, int protection);
int __sys_lseek(int fd, int offset, int whence);
int __sys_clock(int which, struct clock_reading *reading);
int __sys_thread_detach(int tid);
int __sys_sleep(unsigned int microseconds);
int __sys_thread_create(void (*entry)(void), void (*func)(int), int arg);
int __sys_thread_join(int tid, int *code);

/* threads.S: where a new thread starts, at __thread_start(func, arg) */
void __thread_start(void);

/* pthread.c: what a thread calls when it ends, if it has values of its own */
extern void (*__pthread_end)(void);

/* result.c: the kernel's result as the program's: -1 and errno instead of an error number */
int __result(int result);

/* deadline.c: is it a time at all, and has it come? */
int __is_time(const struct timespec *time);
int __is_past(const struct timespec *time);

/* lock.S */
void __lock(int *lock);
void __unlock(int *lock);

/* stdio.c */
struct stdio_file {
    int fd;
    int lock;
    int mode;                   /* _IOFBF: written when full; _IOLBF: at each end of line; _IONBF: after each call */
    int input;                  /* this stream is read, not written */
    int error, end;
    int pushed_back;            /* a character that ungetc gave back, or EOF */
    size_t used;                /* bytes in the buffer: to write, or read so far */
    size_t filled;              /* bytes the buffer was filled with, when reading */
    size_t size;                /* of the buffer */
    char *buffer;
    FILE *next;                 /* among the streams that are open */
};

extern FILE *__streams;                 /* all that are open, */
extern int __streams_lock;              /* and who changes that holds this */

/* These are for a caller who holds the lock. */
int __take(FILE *file);                 /* gets.c: the next character, or EOF */
void __put(FILE *file, char c);
void __forget_input(FILE *file);        /* seek.c: the next character is fetched anew */
int __put_end(FILE *file);              /* ends each call that has put something: 0, or EOF */
extern void (*__exit_flush)(void);      /* what exit calls last, if anything was printed */

/* format.c: printf's engine, which hands each character to put(to, c); how many */
int __format(void (*put)(void *to, char c), void *to, const char *format, va_list arguments);

/* scan.c: scanf's engine, on characters from get(from), of which one may be given back */
struct scan_input {
    int (*get)(void *from);
    void (*give_back)(void *from, int c);
    void *from;
};
int __scan(const struct scan_input *input, const char *format, va_list arguments);

/* strtol.c */
unsigned long long __parse_number(const char *s, char **end, int base, unsigned long long limit,
                                  unsigned long long negative_limit);

#endif
