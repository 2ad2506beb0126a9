/* Lengths of strings. */
#include <string.h>

size_t strlen(const char *s)
{
    const char *end = s;

    while (*end)
        end++;
    return (size_t)(end - s);
}

size_t strnlen(const char *s, size_t size)
{
    size_t length = 0;

    while (length < size && s[length])
        length++;
    return length;
}
