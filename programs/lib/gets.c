/* Characters, lines and bytes from a stream. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "internal.h"

/* Fills the buffer. 0: there was nothing. Of an unbuffered stream only one character is fetched. */
static int fill(FILE *file)
{
    int size;

    if (!file->input) {
        errno = EBADF;
        file->error = 1;
        return 0;
    }
    if (stdout->mode == _IOLBF && stdout->used)
        fflush(stdout);         /* who reads has probably just been asked something */
    size = read(file->fd, file->buffer, file->mode == _IONBF ? 1 : file->size);
    if (size < 0)
        file->error = 1;
    else if (size == 0)
        file->end = 1;
    file->used = 0;
    file->filled = size > 0 ? size : 0;
    return size > 0;
}

/* The next character, or EOF. */
int __take(FILE *file)
{
    int c = file->pushed_back;

    if (c != EOF) {
        file->pushed_back = EOF;
        return c;
    }
    if (file->used == file->filled || !file->input)
        if (!fill(file))
            return EOF;
    return (unsigned char)file->buffer[file->used++];
}

int fgetc(FILE *file)
{
    int c;

    __lock(&file->lock);
    c = __take(file);
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

/* One line with its end, as far as it fits. NULL: there was nothing left, or an error. */
char *fgets(char *to, int size, FILE *file)
{
    int length = 0;
    int c = 0;

    if (size <= 0)
        return NULL;
    __lock(&file->lock);
    while (length < size - 1 && c != '\n') {
        c = __take(file);
        if (c == EOF)
            break;
        to[length++] = (char)c;
    }
    __unlock(&file->lock);
    if (c == EOF && (length == 0 || file->error))
        return NULL;
    to[length] = 0;
    return to;
}

/* How many whole elements were read. */
size_t fread(void *bytes, size_t size, size_t count, FILE *file)
{
    char *to = bytes;
    size_t wanted = size * count;
    size_t done = 0;
    int c;

    if (wanted == 0)
        return 0;
    __lock(&file->lock);
    while (done < wanted && (c = __take(file)) != EOF)
        to[done++] = (char)c;
    __unlock(&file->lock);
    return done / size;
}

/* Gives a character back: as many as were fetched with the buffer's last filling, and one more. */
int ungetc(int c, FILE *file)
{
    if (c == EOF || !file->input || file->pushed_back != EOF)
        return EOF;
    if (file->used > 0)
        file->buffer[--file->used] = (char)c;
    else
        file->pushed_back = (unsigned char)c;
    file->end = 0;
    return (unsigned char)c;
}
