/* printf onto a stream. */
#include <stdarg.h>
#include <stdio.h>
#include "internal.h"

static void put_to_file(void *to, char c)
{
    __put(to, c);
}

int vfprintf(FILE *file, const char *format, va_list arguments)
{
    int count;

    __lock(&file->lock);
    count = __format(put_to_file, file, format, arguments);
    if (__put_end(file))
        count = -1;
    __unlock(&file->lock);
    return count;
}

int vprintf(const char *format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}

int printf(const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vfprintf(stdout, format, arguments);
    va_end(arguments);
    return count;
}

int fprintf(FILE *file, const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vfprintf(file, format, arguments);
    va_end(arguments);
    return count;
}
