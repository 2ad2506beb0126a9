/* Characters, strings and bytes onto a stream. */
#include <stdio.h>
#include "internal.h"

int fputc(int c, FILE *file)
{
    int result;

    __lock(&file->lock);
    __put(file, (char)c);
    result = __put_end(file);
    __unlock(&file->lock);
    return result ? EOF : (unsigned char)c;
}

int putc(int c, FILE *file)
{
    return fputc(c, file);
}

int putchar(int c)
{
    return fputc(c, stdout);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
    const char *at = bytes;
    size_t rest = size * count;
    int result;

    __lock(&file->lock);
    for (; rest; rest--)
        __put(file, *at++);
    result = __put_end(file);
    __unlock(&file->lock);
    return result || !size ? 0 : count;
}

int fputs(const char *s, FILE *file)
{
    int result;

    __lock(&file->lock);
    while (*s)
        __put(file, *s++);
    result = __put_end(file);
    __unlock(&file->lock);
    return result;
}

int puts(const char *s)
{
    int result;

    __lock(&stdout->lock);
    while (*s)
        __put(stdout, *s++);
    __put(stdout, '\n');
    result = __put_end(stdout);
    __unlock(&stdout->lock);
    return result;
}
