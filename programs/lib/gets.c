/* Characters and lines from a stream. */
#include <stdio.h>
#include <unistd.h>
#include "internal.h"

/* The next character, or EOF; the caller holds the lock. */
static int take(FILE *file)
{
    int size;
    int c = file->pushed_back;

    if (c != EOF) {
        file->pushed_back = EOF;
        return c;
    }
    if (file->used == file->filled) {
        size = read(file->fd, file->buffer, BUFSIZ);
        if (size <= 0) {
            if (size < 0)
                file->error = 1;
            else
                file->end = 1;
            return EOF;
        }
        file->used = 0;
        file->filled = size;
    }
    return (unsigned char)file->buffer[file->used++];
}

int fgetc(FILE *file)
{
    int c;

    if (file != stdin)
        return EOF;
    __lock(&file->lock);
    c = take(file);
    __unlock(&file->lock);
    return c;
}

int getc(FILE *file)
{
    return fgetc(file);
}

int getchar(void)
{
    return fgetc(stdin);
}

/* One line with its end, as far as it fits. NULL: there was nothing left. */
char *fgets(char *to, int size, FILE *file)
{
    int length = 0;
    int c = 0;

    if (size <= 0 || file != stdin)
        return NULL;
    __lock(&file->lock);
    while (length < size - 1 && c != '\n') {
        c = take(file);
        if (c == EOF)
            break;
        to[length++] = (char)c;
    }
    __unlock(&file->lock);
    to[length] = 0;
    return length > 0 || size == 1 ? to : NULL;
}

int ungetc(int c, FILE *file)
{
    if (c == EOF || file->pushed_back != EOF)
        return EOF;
    file->pushed_back = (unsigned char)c;
    file->end = 0;
    return c;
}
