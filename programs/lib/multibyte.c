/*
 * Multibyte characters. In the locale "C" each is one byte; those beyond ASCII are none, as in the
 * libraries that a host has, and end a conversion with EILSEQ.
 */
#include <errno.h>
#include <stdlib.h>

#define LAST_CHARACTER 0x7f

static int bad_character(void)
{
    errno = EILSEQ;
    return -1;
}

/* 1; 0: the NUL; -1: no character. Without a string: the encoding has no states. */
int mbtowc(wchar_t *to, const char *s, size_t size)
{
    unsigned char c;

    if (!s)
        return 0;
    if (!size)
        return -1;
    c = (unsigned char)*s;
    if (c > LAST_CHARACTER)
        return bad_character();
    if (to)
        *to = c;
    return c != 0;
}

int mblen(const char *s, size_t size)
{
    return mbtowc(NULL, s, size);
}

int wctomb(char *to, wchar_t c)
{
    if (!to)
        return 0;
    if (c < 0 || c > LAST_CHARACTER)
        return bad_character();
    *to = (char)c;
    return 1;
}

/* How many characters, the NUL not counted; without `to` how many there would be. */
size_t mbstowcs(wchar_t *to, const char *from, size_t size)
{
    size_t count;
    wchar_t c = 0;

    for (count = 0; !to || count < size; count++) {
        if (mbtowc(&c, from + count, 1) < 0)
            return (size_t)-1;
        if (to)
            to[count] = c;
        if (!c)
            break;
    }
    return count;
}

size_t wcstombs(char *to, const wchar_t *from, size_t size)
{
    size_t count;
    char c = 0;

    for (count = 0; !to || count < size; count++) {
        if (wctomb(&c, from[count]) < 0)
            return (size_t)-1;
        if (to)
            to[count] = c;
        if (!c)
            break;
    }
    return count;
}
