/*
 * The orderly end of a program: what was asked for, in reverse order; destructors, in reverse
 * order; those of shared libraries; then stdout; then the kernel.
 */
#include <stdlib.h>
#include <unistd.h>
#include "internal.h"

#define FUNCTIONS_MAX 32

static void (*functions[FUNCTIONS_MAX])(void);
static int function_count;

void (*__exit_flush)(void);
void (*__exit_loader)(void);

extern void (*const __fini_array_start[])(void);    /* from the linker */
extern void (*const __fini_array_end[])(void);

int atexit(void (*function)(void))
{
    if (function_count == FUNCTIONS_MAX)
        return -1;
    functions[function_count++] = function;
    return 0;
}

void exit(int code)
{
    void (*const *destructor)(void) = __fini_array_end;

    while (function_count > 0)
        functions[--function_count]();
    while (destructor > __fini_array_start)
        (*--destructor)();
    if (__exit_loader)
        __exit_loader();
    if (__exit_flush)
        __exit_flush();
    _exit(code);
}

void _Exit(int code)
{
    _exit(code);
}
