/* The kernel's results, as C programs expect them. */
#include <errno.h>
#include "internal.h"

int __result(int result)
{
    if (result >= 0)
        return result;
    errno = -result;
    return -1;
}
