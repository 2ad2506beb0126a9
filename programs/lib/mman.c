/* Files that are opened by name, and memory that is mapped. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "internal.h"

int open(const char *path, int flags, ...)
{
    return __result(__sys_open(path, flags));
}

int close(int fd)
{
    return __result(__sys_close(fd));
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    int result = __sys_mmap(address, length, protection, flags, fd, (unsigned)offset);

    return (void *)__result(result);
}

int munmap(void *address, size_t length)
{
    return __result(__sys_munmap(address, length));
}

int mprotect(void *address, size_t length, int protection)
{
    return __result(__sys_mprotect(address, length, protection));
}

int memory_count(const void *address, size_t length, struct memory_count *count)
{
    return __result(__sys_memory_count(address, length, count));
}
