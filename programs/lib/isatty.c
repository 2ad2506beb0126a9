/* The console is a terminal, files are not. */
#include <errno.h>
#include <unistd.h>
#include "internal.h"

int isatty(int fd)
{
    int place = __sys_lseek(fd, 0, SEEK_CUR);

    if (place == -ESPIPE)
        return 1;
    errno = place < 0 ? -place : ENOTTY;
    return 0;
}
