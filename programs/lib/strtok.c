/* Cutting strings into words. */
#include <string.h>

char *strtok_r(char *s, const char *separators, char **rest)
{
    if (!s)
        s = *rest;
    s += strspn(s, separators);
    if (!*s) {
        *rest = s;
        return NULL;
    }
    *rest = s + strcspn(s, separators);
    if (**rest)
        *(*rest)++ = 0;
    return s;
}

char *strtok(char *s, const char *separators)
{
    static char *rest;

    return strtok_r(s, separators, &rest);
}
