/* Descriptors. */
#include <unistd.h>
#include "internal.h"

ssize_t read(int fd, void *bytes, size_t size)
{
    return __result(__sys_read(fd, bytes, size));
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return __result(__sys_write(fd, bytes, size));
}
