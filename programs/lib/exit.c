/* The orderly end of a program: what was asked for, in reverse order; then stdout; then the kernel. */
#include <stdlib.h>
#include <unistd.h>
#include "internal.h"

#define FUNCTIONS_MAX 32

static void (*functions[FUNCTIONS_MAX])(void);
static int function_count;

void (*__exit_flush)(void);

int atexit(void (*function)(void))
{
    if (function_count == FUNCTIONS_MAX)
        return -1;
    functions[function_count++] = function;
    return 0;
}

void exit(int code)
{
    while (function_count > 0)
        functions[--function_count]();
    if (__exit_flush)
        __exit_flush();
    _exit(code);
}

void _Exit(int code)
{
    _exit(code);
}
