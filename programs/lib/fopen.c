/* Streams of files that have a name: those that open finds, for reading. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "internal.h"

/* What open is asked for by "r", "w" or "a", each perhaps with '+', 'b', 'x' or 'e'; -1: no such mode. */
static int flags_of(const char *mode)
{
    int update = strchr(mode, '+') != 0;

    switch (mode[0]) {
    case 'r':
        return update ? O_RDWR : O_RDONLY;
    case 'w':
        return (update ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
    case 'a':
        return (update ? O_RDWR : O_WRONLY) | O_CREAT;
    }
    errno = EINVAL;
    return -1;
}

/* NULL and errno: there is no such file, it cannot be written, or there is no memory. */
FILE *fopen(const char *path, const char *mode)
{
    int flags = flags_of(mode), fd;
    FILE *file;

    if (flags < 0)
        return NULL;
    fd = open(path, flags);
    if (fd < 0)
        return NULL;
    file = malloc(sizeof *file + BUFSIZ);
    if (!file) {
        close(fd);
        errno = ENOMEM;
        return NULL;
    }
    memset(file, 0, sizeof *file);
    file->fd = fd;
    file->mode = _IOFBF;
    file->input = 1;
    file->pushed_back = EOF;
    file->size = BUFSIZ;
    file->buffer = (char *)(file + 1);
    return file;
}

/* 0, or EOF: not everything could be written. The three streams that are always there stay open. */
int fclose(FILE *file)
{
    int result = fflush(file);

    if (file == stdin || file == stdout || file == stderr)
        return result;
    if (close(file->fd) < 0)
        result = EOF;
    free(file);
    return result;
}
