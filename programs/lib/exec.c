/* Another program in this process. Names are those of the built-in archive, so no path is searched. */
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>
#include "internal.h"

#define WORDS_MAX 64

int execve(const char *path, char *const argv[], char *const environment[])
{
    return __result(__sys_exec(path, argv, environment));
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

int execvp(const char *file, char *const argv[])
{
    return execve(file, argv, environ);
}

/* Collects the arguments up to the null pointer, behind which the environment may stand, and executes. */
static int exec_list(const char *path, const char *arg, va_list *rest, int has_environment)
{
    char *argv[WORDS_MAX + 1];
    int count = 0;

    while (arg) {
        if (count == WORDS_MAX) {
            errno = E2BIG;
            return -1;
        }
        argv[count++] = (char *)arg;
        arg = va_arg(*rest, const char *);
    }
    argv[count] = NULL;
    return execve(path, argv, has_environment ? va_arg(*rest, char **) : environ);
}

int execl(const char *path, const char *arg, ...)
{
    va_list rest;
    int result;

    va_start(rest, arg);
    result = exec_list(path, arg, &rest, 0);
    va_end(rest);
    return result;
}

int execlp(const char *file, const char *arg, ...)
{
    va_list rest;
    int result;

    va_start(rest, arg);
    result = exec_list(file, arg, &rest, 0);
    va_end(rest);
    return result;
}

int execle(const char *path, const char *arg, ...)
{
    va_list rest;
    int result;

    va_start(rest, arg);
    result = exec_list(path, arg, &rest, 1);
    va_end(rest);
    return result;
}
