/* Copies that say where they ended, or how long they wanted to be. */
#include <string.h>

void *mempcpy(void *to, const void *from, size_t size)
{
    return (char *)memcpy(to, from, size) + size;
}

/* Up to and with the first `byte`: where that copy ends, or NULL if there is none. */
void *memccpy(void *to, const void *from, int byte, size_t size)
{
    unsigned char *out = to;
    const unsigned char *in = from;

    for (; size; size--)
        if ((*out++ = *in++) == (unsigned char)byte)
            return out;
    return NULL;
}

char *stpcpy(char *to, const char *from)
{
    while ((*to = *from++) != 0)
        to++;
    return to;
}

/* Like strncpy, but where the first NUL is, or the end. */
char *stpncpy(char *to, const char *from, size_t size)
{
    size_t length = strnlen(from, size);

    strncpy(to, from, size);
    return to + length;
}

/* Always ends `to` with a NUL; the length that the whole would have. */
size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t length = strlen(from);
    size_t kept = length < size ? length : size - 1;

    if (size) {
        memcpy(to, from, kept);
        to[kept] = 0;
    }
    return length;
}

size_t strlcat(char *to, const char *from, size_t size)
{
    size_t length = strnlen(to, size);

    return length + strlcpy(to + length, from, size - length);
}

/* In the C locale a string is ordered as its bytes are, so its key is itself. */
size_t strxfrm(char *to, const char *from, size_t size)
{
    return strlcpy(to, from, size);
}
