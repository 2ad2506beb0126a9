/* Searching strings for characters. */
#include <string.h>

char *strchr(const char *s, int c)
{
    for (;; s++) {
        if (*s == (char)c)
            return (char *)s;
        if (!*s)
            return NULL;
    }
}

/* Where `c` is, or else the end. */
char *strchrnul(const char *s, int c)
{
    while (*s && *s != (char)c)
        s++;
    return (char *)s;
}

char *strrchr(const char *s, int c)
{
    const char *last = NULL;

    for (;; s++) {
        if (*s == (char)c)
            last = s;
        if (!*s)
            return (char *)last;
    }
}

/* How many characters at the start are in `accept`. */
size_t strspn(const char *s, const char *accept)
{
    size_t length = 0;

    while (s[length] && strchr(accept, s[length]))
        length++;
    return length;
}

/* How many characters at the start are not in `reject`. */
size_t strcspn(const char *s, const char *reject)
{
    size_t length = 0;

    while (s[length] && !strchr(reject, s[length]))
        length++;
    return length;
}

char *strpbrk(const char *s, const char *accept)
{
    s += strcspn(s, accept);
    return *s ? (char *)s : NULL;
}
