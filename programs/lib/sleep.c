/* Sleeping. */
#include <unistd.h>
#include "internal.h"

#define CHUNK_SECONDS 4000      /* as many as fit into 32 bits of microseconds */

int usleep(useconds_t microseconds)
{
    return __result(__sys_sleep(microseconds));
}

unsigned int sleep(unsigned int seconds)
{
    for (; seconds > CHUNK_SECONDS; seconds -= CHUNK_SECONDS)
        usleep(CHUNK_SECONDS * 1000000u);
    usleep(seconds * 1000000u);
    return 0;
}
