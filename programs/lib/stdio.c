/* Streams: three of them, each with its buffer. stdout is flushed at the end of each line. */
#include <stdio.h>
#include <unistd.h>
#include "internal.h"

static char input_buffer[BUFSIZ];
static char output_buffer[BUFSIZ];
static char error_buffer[128];

static FILE input_file = { STDIN_FILENO, 0, 0, 0, 0, EOF, 0, 0, input_buffer };
static FILE output_file = { STDOUT_FILENO, 0, 1, 0, 0, EOF, 0, BUFSIZ, output_buffer };
static FILE error_file = { STDERR_FILENO, 0, 0, 0, 0, EOF, 0, sizeof error_buffer, error_buffer };

FILE *const stdin = &input_file;
FILE *const stdout = &output_file;
FILE *const stderr = &error_file;

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
    fflush(stdout);
}

/* One more character; the caller holds the lock. */
void __put(FILE *file, char c)
{
    file->buffer[file->used++] = c;
    if (file->used == file->filled || (c == '\n' && file->by_line))
        write_buffer(file);
}

/* The end of one call's output: 0, or EOF if any of it could not be written. */
int __put_end(FILE *file)
{
    if (file->by_line)
        __exit_flush = flush_at_exit;
    else
        write_buffer(file);
    return file->error ? EOF : 0;
}

/* Writes out stdout's buffer, or (NULL) every one. */
int fflush(FILE *file)
{
    if (!file)
        file = stdout;          /* the only one that keeps anything between two calls */
    if (file == stdin)
        return 0;
    __lock(&file->lock);
    write_buffer(file);
    __unlock(&file->lock);
    return file->error ? EOF : 0;
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
