/* Places in a stream's file: where the next character comes from, and going elsewhere. */
#include <stdio.h>
#include <unistd.h>
#include "internal.h"

off_t lseek(int fd, off_t offset, int whence)
{
    return __result(__sys_lseek(fd, offset, whence));
}

/* Drops what was fetched in advance, and a character that was given back. */
void __forget_input(FILE *file)
{
    file->pushed_back = EOF;
    file->used = file->filled = 0;
    file->end = 0;
}

/* How many characters the kernel has handed over that the program has not seen. */
static off_t unread(const FILE *file)
{
    return file->input ? (off_t)(file->filled - file->used) + (file->pushed_back != EOF) : 0;
}

/* 0, or -1 and errno: no such place, or (ESPIPE) a console, which has none. */
int fseeko(FILE *file, off_t offset, int whence)
{
    off_t result;

    fflush(file);
    __lock(&file->lock);
    if (whence == SEEK_CUR)
        offset -= unread(file);
    result = lseek(file->fd, offset, whence);
    if (result >= 0)
        __forget_input(file);
    __unlock(&file->lock);
    return result < 0 ? -1 : 0;
}

int fseek(FILE *file, long offset, int whence)
{
    return fseeko(file, (off_t)offset, whence);
}

/* -1 and errno: a console has no places. */
off_t ftello(FILE *file)
{
    off_t result;

    fflush(file);
    __lock(&file->lock);
    result = lseek(file->fd, 0, SEEK_CUR);
    if (result >= 0)
        result -= unread(file);
    __unlock(&file->lock);
    return result;
}

long ftell(FILE *file)
{
    return ftello(file);
}

void rewind(FILE *file)
{
    fseeko(file, 0, SEEK_SET);
    clearerr(file);
}

int fgetpos(FILE *file, fpos_t *place)
{
    place->offset = ftello(file);
    return place->offset < 0 ? -1 : 0;
}

int fsetpos(FILE *file, const fpos_t *place)
{
    return fseeko(file, place->offset, SEEK_SET);
}
