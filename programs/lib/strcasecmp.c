/* Comparing strings as if they had no capital letters. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

int strncasecmp(const char *a, const char *b, size_t size)
{
    int difference;

    for (; size; size--, a++, b++) {
        difference = tolower((unsigned char)*a) - tolower((unsigned char)*b);
        if (difference || !*a)
            return difference;
    }
    return 0;
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, SIZE_MAX);
}

char *strcasestr(const char *s, const char *part)
{
    size_t length = strlen(part);

    for (;; s++) {
        if (strncasecmp(s, part, length) == 0)
            return (char *)s;
        if (!*s)
            return NULL;
    }
}
