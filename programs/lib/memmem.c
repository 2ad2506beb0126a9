/* Searching bytes for bytes, from either end. */
#include <string.h>

void *memmem(const void *bytes, size_t size, const void *part, size_t part_size)
{
    const char *at = bytes;

    for (; size >= part_size; at++, size--)
        if (memcmp(at, part, part_size) == 0)
            return (void *)at;
    return NULL;
}

void *memrchr(const void *bytes, int byte, size_t size)
{
    const unsigned char *start = bytes;

    while (size)
        if (start[--size] == (unsigned char)byte)
            return (void *)(start + size);
    return NULL;
}
