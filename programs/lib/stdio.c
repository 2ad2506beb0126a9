/* Streams: three of them, each with its buffer. stdout is flushed at the end of each line. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "internal.h"

static char input_buffer[BUFSIZ];
static char output_buffer[BUFSIZ];
static char error_buffer[128];

static FILE input_file = { .fd = STDIN_FILENO, .mode = _IOFBF, .input = 1, .pushed_back = EOF,
                           .size = BUFSIZ, .buffer = input_buffer };
static FILE error_file = { .fd = STDERR_FILENO, .mode = _IONBF, .pushed_back = EOF,
                           .size = sizeof error_buffer, .buffer = error_buffer, .next = &input_file };
static FILE output_file = { .fd = STDOUT_FILENO, .mode = _IOLBF, .pushed_back = EOF,
                            .size = BUFSIZ, .buffer = output_buffer, .next = &error_file };

FILE *const stdin = &input_file;
FILE *const stdout = &output_file;
FILE *const stderr = &error_file;

FILE *__streams = &output_file;
int __streams_lock;

/* Writes out what the buffer holds. */
static void write_buffer(FILE *file)
{
    size_t done = 0;
    int written;

    while (done < file->used) {
        written = write(file->fd, file->buffer + done, file->used - done);
        if (written <= 0) {
            file->error = 1;
            break;
        }
        done += written;
    }
    file->used = 0;
}

static void flush_at_exit(void)
{
    fflush(NULL);
}

/* One more character. */
void __put(FILE *file, char c)
{
    if (file->input) {
        errno = EBADF;
        file->error = 1;
        return;
    }
    file->buffer[file->used++] = c;
    if (file->used == file->size || (c == '\n' && file->mode == _IOLBF))
        write_buffer(file);
}

/* The end of one call's output: 0, or EOF if any of it could not be written. */
int __put_end(FILE *file)
{
    if (file->input)
        return EOF;
    if (file->mode == _IONBF)
        write_buffer(file);
    else
        __exit_flush = flush_at_exit;
    return file->error ? EOF : 0;
}

static int flush_one(FILE *file)
{
    if (file->input)
        return 0;
    __lock(&file->lock);
    write_buffer(file);
    __unlock(&file->lock);
    return file->error ? EOF : 0;
}

/* Writes out a stream's buffer, or (NULL) every one. */
int fflush(FILE *file)
{
    int result = 0;

    if (file)
        return flush_one(file);
    __lock(&__streams_lock);
    for (file = __streams; file; file = file->next)
        result |= flush_one(file);
    __unlock(&__streams_lock);
    return result;
}

/* Before anything is read or written. A buffer of none is the stream's own. 0, or -1: no such mode. */
int setvbuf(FILE *file, char *buffer, int mode, size_t size)
{
    if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) {
        errno = EINVAL;
        return -1;
    }
    fflush(file);
    __lock(&file->lock);
    file->mode = mode;
    if (buffer && size > 0 && file->used == file->filled) {
        file->buffer = buffer;
        file->size = size;
        file->used = file->filled = 0;
    }
    __unlock(&file->lock);
    return 0;
}

void setlinebuf(FILE *file)
{
    setvbuf(file, NULL, _IOLBF, 0);
}

void setbuf(FILE *file, char *buffer)
{
    setvbuf(file, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

int fileno(FILE *file)
{
    return file->fd;
}

int feof(FILE *file)
{
    return file->end;
}

int ferror(FILE *file)
{
    return file->error;
}

void clearerr(FILE *file)
{
    file->end = 0;
    file->error = 0;
}
