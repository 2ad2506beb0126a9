/* scanf from a stream. */
#include <stdarg.h>
#include <stdio.h>
#include "internal.h"

static int get_from_file(void *from)
{
    return __take(from);
}

static void back_to_file(void *from, int c)
{
    ungetc(c, from);
}

int vfscanf(FILE *file, const char *format, va_list arguments)
{
    struct scan_input input = { get_from_file, back_to_file, file };
    int count;

    __lock(&file->lock);
    count = __scan(&input, format, arguments);
    __unlock(&file->lock);
    return count;
}

int vscanf(const char *format, va_list arguments)
{
    return vfscanf(stdin, format, arguments);
}

int fscanf(FILE *file, const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vfscanf(file, format, arguments);
    va_end(arguments);
    return count;
}

int scanf(const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vfscanf(stdin, format, arguments);
    va_end(arguments);
    return count;
}
