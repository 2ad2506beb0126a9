/* System calls. They return -1 and set errno where they fail. */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <getopt.h>
#include <stddef.h>
#include <sys/types.h>

#define STDIN_FILENO    0
#define STDOUT_FILENO   1
#define STDERR_FILENO   2

#define SEEK_SET    0
#define SEEK_CUR    1
#define SEEK_END    2

extern char **environ;

void _exit(int code) __attribute__((noreturn));
pid_t fork(void);
int execv(const char *path, char *const argv[]);
int execve(const char *path, char *const argv[], char *const environment[]);
int execvp(const char *file, char *const argv[]);
int execl(const char *path, const char *arg, ...);
int execle(const char *path, const char *arg, ...);
int execlp(const char *file, const char *arg, ...);
pid_t getpid(void);
pid_t getppid(void);
void *sbrk(ptrdiff_t bytes);
int brk(void *end);
int close(int fd);
ssize_t read(int fd, void *bytes, size_t size);
ssize_t write(int fd, const void *bytes, size_t size);
off_t lseek(int fd, off_t offset, int whence);
int isatty(int fd);
unsigned int sleep(unsigned int seconds);
int usleep(useconds_t microseconds);
int nice(int increment);
int getpagesize(void);

/* What sysconf tells. */
#define _SC_ARG_MAX             0
#define _SC_CLK_TCK             2
#define _SC_OPEN_MAX            4
#define _SC_PAGESIZE            30
#define _SC_PAGE_SIZE           _SC_PAGESIZE
#define _SC_NPROCESSORS_CONF    83
#define _SC_NPROCESSORS_ONLN    84
long sysconf(int name);

/* Any system call by its number in <sys/syscall.h>: the result, or a negative error number. */
long syscall(long number, ...);

#endif
