/* Lines of any length, into memory that grows. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include "internal.h"

#define FIRST_SIZE 120

/* Twice the room for a line. 0: there is no memory. */
static int enlarge(char **line, size_t *size)
{
    size_t larger = *line && *size ? *size * 2 : FIRST_SIZE;
    char *moved = realloc(*line, larger);

    if (!moved)
        return 0;
    *line = moved;
    *size = larger;
    return 1;
}

/* The length with the delimiter, which stays in the line; -1 at the end, or with errno set. */
ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *file)
{
    size_t length = 0;
    int c = 0;

    if (!line || !size) {
        errno = EINVAL;
        return -1;
    }
    if (!*line)
        *size = 0;
    __lock(&file->lock);
    do {
        if (length + 2 > *size && !enlarge(line, size)) {
            __unlock(&file->lock);
            return -1;
        }
        c = __take(file);
        if (c != EOF)
            (*line)[length++] = (char)c;
    } while (c != EOF && c != (unsigned char)delimiter);
    __unlock(&file->lock);
    (*line)[length] = 0;
    return length > 0 && !file->error ? (ssize_t)length : -1;
}

ssize_t getline(char **line, size_t *size, FILE *file)
{
    return getdelim(line, size, '\n', file);
}
