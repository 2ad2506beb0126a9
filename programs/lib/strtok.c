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

/* The next field of *rest, which may be empty. NULL: there was none left. */
char *strsep(char **rest, const char *separators)
{
    char *field = *rest;

    if (!field)
        return NULL;
    *rest = strpbrk(field, separators);
    if (*rest)
        *(*rest)++ = 0;
    return field;
}
