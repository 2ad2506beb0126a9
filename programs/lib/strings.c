/* Functions of <string.h> under the names they had before there was a standard. */
#include <string.h>
#include <strings.h>

int bcmp(const void *a, const void *b, size_t size)
{
    return memcmp(a, b, size);
}

void bcopy(const void *from, void *to, size_t size)
{
    memmove(to, from, size);
}

void bzero(void *to, size_t size)
{
    memset(to, 0, size);
}

char *index(const char *s, int c)
{
    return strchr(s, c);
}

char *rindex(const char *s, int c)
{
    return strrchr(s, c);
}
