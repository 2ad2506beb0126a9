/* Copying and joining strings. */
#include <string.h>

char *strcpy(char *to, const char *from)
{
    char *out = to;

    while ((*out++ = *from++) != 0)
        continue;
    return to;
}

/* Exactly `size` bytes: NULs behind a shorter string, none behind a longer one. */
char *strncpy(char *to, const char *from, size_t size)
{
    size_t i = 0;

    for (; i < size && from[i]; i++)
        to[i] = from[i];
    for (; i < size; i++)
        to[i] = 0;
    return to;
}

char *strcat(char *to, const char *from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *to, const char *from, size_t size)
{
    char *out = to + strlen(to);

    for (; size && *from; size--)
        *out++ = *from++;
    *out = 0;
    return to;
}
