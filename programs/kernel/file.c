/*
 * Files: those of the archive, which can be read and mapped, not written. Descriptors 0 to 2 are
 * the console. A child of fork has its parent's open files, each with an offset of its own.
 */
#include <fcntl.h>
#include <limits.h>
#include "defs.h"

static struct open_file *slot(int fd)
{
    unsigned index = (unsigned)(fd - FILE_FIRST);

    return index < FILES_MAX ? &current->process->files[index] : 0;
}

const struct open_file *file_of(int fd)
{
    const struct open_file *file = slot(fd);

    return file && file->contents ? file : 0;
}

/*
 * System call: opens a file for reading. Its descriptor, the lowest that is free; -ENOENT,
 * -EROFS: it is to be written or made, -EMFILE: none is free, -EFAULT.
 */
int file_open(unsigned name_vaddr, int flags)
{
    struct process *process = current->process;
    char name[NAME_SIZE];
    const unsigned char *contents;
    unsigned size, i;
    int error = vm_copy_string_in(&process->space, name, name_vaddr, sizeof name);

    if (error < 0)
        return error == -E2BIG ? -ENOENT : error;
    contents = initrd_find(name, &size);
    if (!contents)
        return flags & O_CREAT ? -EROFS : -ENOENT;
    if (flags & (O_WRONLY | O_RDWR | O_TRUNC))
        return -EROFS;
    for (i = 0; i < FILES_MAX; i++)
        if (!process->files[i].contents) {
            process->files[i].contents = contents;
            process->files[i].size = size;
            process->files[i].offset = 0;
            return FILE_FIRST + (int)i;
        }
    return -EMFILE;
}

/* System call: -EBADF. What is mapped of the file stays. */
int file_close(int fd)
{
    if (!file_of(fd))
        return -EBADF;
    slot(fd)->contents = 0;
    return 0;
}

/*
 * System call: where the next read begins, `offset` bytes from the start, from where it is now, or
 * from the end. That place; -EBADF, -EINVAL: before the start, -ESPIPE: the console has no places.
 */
int file_seek(int fd, int offset, unsigned whence)
{
    struct open_file *file = slot(fd);
    long long from;

    if (fd >= 0 && fd < FILE_FIRST)
        return -ESPIPE;
    if (!file_of(fd))
        return -EBADF;
    if (whence > SEEK_END)
        return -EINVAL;
    from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file->offset : file->size;
    if (from + offset < 0 || from + offset > INT_MAX)
        return -EINVAL;
    file->offset = (unsigned)(from + offset);
    return (int)file->offset;
}

/* System call: reads on from the file's offset. How many bytes; 0 at its end; -EBADF, -EFAULT. */
int file_read(int fd, unsigned vaddr, unsigned size)
{
    struct open_file *file = slot(fd);
    unsigned rest;

    if (!file_of(fd))
        return -EBADF;
    if ((int)size < 0)
        return -EINVAL;
    rest = file->offset < file->size ? file->size - file->offset : 0;
    if (size > rest)
        size = rest;
    if (vm_copy_out(&current->process->space, vaddr, file->contents + file->offset, size))
        return -EFAULT;
    file->offset += size;
    return (int)size;
}
