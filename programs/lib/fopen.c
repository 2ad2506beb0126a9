/* Streams of files that have a name (those that open finds, for reading) and of descriptors. */
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
        return (update ? O_RDWR : O_WRONLY) | O_CREAT | (strchr(mode, 'x') ? O_EXCL : O_TRUNC);
    case 'a':
        return (update ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
    }
    errno = EINVAL;
    return -1;
}

static int open_as(const char *path, const char *mode)
{
    int flags = flags_of(mode);

    return flags < 0 ? -1 : open(path, flags, 0666);
}

/* A stream of its own for a descriptor. NULL and errno: there is no such mode, or no memory. */
FILE *fdopen(int fd, const char *mode)
{
    int flags = flags_of(mode);
    FILE *file;

    if (flags < 0)
        return NULL;
    file = malloc(sizeof *file + BUFSIZ);
    if (!file) {
        errno = ENOMEM;
        return NULL;
    }
    memset(file, 0, sizeof *file);
    file->fd = fd;
    file->mode = flags != O_RDONLY && isatty(fd) ? _IOLBF : _IOFBF;
    file->input = flags == O_RDONLY;
    file->pushed_back = EOF;
    file->size = BUFSIZ;
    file->buffer = (char *)(file + 1);
    __lock(&__streams_lock);
    file->next = __streams;
    __streams = file;
    __unlock(&__streams_lock);
    return file;
}

/* NULL and errno: there is no such file, it cannot be written, or there is no memory. */
FILE *fopen(const char *path, const char *mode)
{
    int fd = open_as(path, mode);
    FILE *file;

    if (fd < 0)
        return NULL;
    file = fdopen(fd, mode);
    if (!file)
        close(fd);
    return file;
}

/* The descriptors of the console cannot be closed, and need not be. */
static int close_descriptor(const FILE *file)
{
    return file->fd > STDERR_FILENO ? close(file->fd) : 0;
}

/*
 * Makes a stream, mostly stdin, one of another file. NULL and errno: as fopen, or (EBADF) without a
 * path, for nothing here can be opened in another mode; then the stream is closed.
 */
FILE *freopen(const char *path, const char *mode, FILE *file)
{
    int fd = -1;

    fflush(file);
    close_descriptor(file);
    if (path)
        fd = open_as(path, mode);
    else
        errno = EBADF;
    __lock(&file->lock);
    __forget_input(file);
    file->fd = fd;
    file->input = 1;
    file->error = 0;
    __unlock(&file->lock);
    return fd < 0 ? NULL : file;
}

/* 0, or EOF: not everything could be written. The three streams that are always there stay open. */
int fclose(FILE *file)
{
    int result = fflush(file);
    FILE **link = &__streams;

    if (file == stdin || file == stdout || file == stderr)
        return result;
    if (close_descriptor(file) < 0)
        result = EOF;
    __lock(&__streams_lock);
    while (*link != file)
        link = &(*link)->next;
    *link = file->next;
    __unlock(&__streams_lock);
    free(file);
    return result;
}
