/* Comparing and searching bytes. */
#include <string.h>

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *p = a;
    const unsigned char *q = b;

    for (; size; size--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

void *memchr(const void *bytes, int byte, size_t size)
{
    const unsigned char *p = bytes;

    for (; size; size--, p++)
        if (*p == (unsigned char)byte)
            return (void *)p;
    return NULL;
}
