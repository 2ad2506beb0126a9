/* printf straight to a descriptor, and into memory that is made for it. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The text and its length; NULL and -1 if there is no memory for it. */
int vasprintf(char **text, const char *format, va_list arguments)
{
    va_list again;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (!*text)
        return -1;
    return vsnprintf(*text, (size_t)length + 1, format, arguments);
}

int asprintf(char **text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vasprintf(text, format, arguments);
    va_end(arguments);
    return length;
}

int vdprintf(int fd, const char *format, va_list arguments)
{
    char *text;
    int length = vasprintf(&text, format, arguments);
    int done = 0;

    while (length >= 0 && done < length) {
        int written = write(fd, text + done, (size_t)(length - done));

        if (written <= 0)
            length = -1;
        else
            done += written;
    }
    free(text);
    return length;
}

int dprintf(int fd, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vdprintf(fd, format, arguments);
    va_end(arguments);
    return length;
}
