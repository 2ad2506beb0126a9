/* System calls. They return -1 and set errno where they fail. */
#ifndef UNISTD_H
#define UNISTD_H

#include <getopt.h>
#include <stddef.h>
#include <sys/types.h>

#define STDIN_FILENO    0
#define STDOUT_FILENO   1
#define STDERR_FILENO   2

extern char **environ;

void _exit(int code) __attribute__((noreturn));
pid_t fork(void);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);
int execl(const char *path, const char *arg, ...);
int execlp(const char *file, const char *arg, ...);
pid_t getpid(void);
pid_t getppid(void);
void *sbrk(ptrdiff_t bytes);
int brk(void *end);
int close(int fd);
ssize_t read(int fd, void *bytes, size_t size);
ssize_t write(int fd, const void *bytes, size_t size);
unsigned int sleep(unsigned int seconds);
int usleep(useconds_t microseconds);
int nice(int increment);
int getpagesize(void);

/* Any system call by its number in <sys/syscall.h>: the result, or a negative error number. */
long syscall(long number, ...);

#endif
