/* scanf from memory. */
#include <stdarg.h>
#include <stdio.h>
#include "internal.h"

static int get_from_string(void *from)
{
    const char **at = from;

    return **at ? (unsigned char)*(*at)++ : EOF;
}

static void back_to_string(void *from, int c)
{
    const char **at = from;

    (void)c;
    --*at;
}

int vsscanf(const char *text, const char *format, va_list arguments)
{
    struct scan_input input = { get_from_string, back_to_string, &text };

    return __scan(&input, format, arguments);
}

int sscanf(const char *text, const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsscanf(text, format, arguments);
    va_end(arguments);
    return count;
}
