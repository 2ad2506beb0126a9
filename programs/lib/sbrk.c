/* The end of the heap. */
#include <errno.h>
#include <unistd.h>
#include "internal.h"

void *sbrk(ptrdiff_t bytes)
{
    void *old_end;

    if (__result(__sys_sbrk(bytes, &old_end)) < 0)
        return (void *)-1;
    return old_end;
}

int brk(void *end)
{
    char *now = sbrk(0);

    return sbrk((char *)end - now) == (void *)-1 ? -1 : 0;
}
