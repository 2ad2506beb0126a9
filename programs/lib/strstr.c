/* Searching strings for strings. */
#include <string.h>

char *strstr(const char *s, const char *part)
{
    size_t length = strlen(part);

    for (;; s++) {
        if (strncmp(s, part, length) == 0)
            return (char *)s;
        if (!*s)
            return NULL;
    }
}
