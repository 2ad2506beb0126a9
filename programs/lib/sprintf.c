/* printf into memory. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include "internal.h"

struct memory {
    char *to;
    size_t room;                /* for characters, the NUL not counted */
};

static void put_to_memory(void *to, char c)
{
    struct memory *memory = to;

    if (memory->room) {
        *memory->to++ = c;
        memory->room--;
    }
}

int vsnprintf(char *to, size_t size, const char *format, va_list arguments)
{
    struct memory memory;
    int count;

    memory.to = to;
    memory.room = size ? size - 1 : 0;
    count = __format(put_to_memory, &memory, format, arguments);
    if (size)
        *memory.to = 0;
    return count;
}

int vsprintf(char *to, const char *format, va_list arguments)
{
    return vsnprintf(to, INT_MAX, format, arguments);
}

int snprintf(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return count;
}

int sprintf(char *to, const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(to, INT_MAX, format, arguments);
    va_end(arguments);
    return count;
}
