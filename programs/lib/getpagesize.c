/* The size of a page, which the machine fixes. */
#include <unistd.h>

int getpagesize(void)
{
    return 4096;
}
