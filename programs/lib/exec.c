/* Another program in this process. Names are those of the built-in archive, so no path is searched. */
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>
#include "internal.h"

#define WORDS_MAX 64

int execv(const char *path, char *const argv[])
{
    return __result(__sys_exec(path, argv));
}

int execvp(const char *file, char *const argv[])
{
    return execv(file, argv);
}

/* Collects the arguments up to the null pointer, and executes. */
static int exec_list(const char *path, const char *arg, va_list rest)
{
    char *argv[WORDS_MAX + 1];
    int count = 0;

    while (arg) {
        if (count == WORDS_MAX) {
            errno = E2BIG;
            return -1;
        }
        argv[count++] = (char *)arg;
        arg = va_arg(rest, const char *);
    }
    argv[count] = NULL;
    return execv(path, argv);
}

int execl(const char *path, const char *arg, ...)
{
    va_list rest;
    int result;

    va_start(rest, arg);
    result = exec_list(path, arg, rest);
    va_end(rest);
    return result;
}

int execlp(const char *file, const char *arg, ...)
{
    va_list rest;
    int result;

    va_start(rest, arg);
    result = exec_list(file, arg, rest);
    va_end(rest);
    return result;
}
