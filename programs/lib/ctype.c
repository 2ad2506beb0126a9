/* Kinds of characters. */
#include <ctype.h>

/* From `first` to `last`; 1 or 0. */
static int between(int c, int first, int last)
{
    return (unsigned)c - (unsigned)first <= (unsigned)last - (unsigned)first;
}

static int is_letter(int c)
{
    return between(c | 0x20, 'a', 'z');         /* small letters are 32 above their capitals */
}

int isdigit(int c)
{
    return between(c, '0', '9');
}

int islower(int c)
{
    return between(c, 'a', 'z');
}

int isupper(int c)
{
    return between(c, 'A', 'Z');
}

int isalpha(int c)
{
    return is_letter(c);
}

int isalnum(int c)
{
    return is_letter(c) || between(c, '0', '9');
}

int isblank(int c)
{
    return c == ' ' || c == '\t';
}

int isspace(int c)
{
    return c == ' ' || between(c, '\t', '\r');
}

int iscntrl(int c)
{
    return between(c, 0, 31) || c == 127;
}

int isprint(int c)
{
    return between(c, ' ', 126);
}

int isgraph(int c)
{
    return between(c, '!', 126);
}

int ispunct(int c)
{
    return between(c, '!', 126) && !is_letter(c) && !between(c, '0', '9');
}

int isxdigit(int c)
{
    return between(c, '0', '9') || between(c | 0x20, 'a', 'f');
}

int tolower(int c)
{
    return between(c, 'A', 'Z') ? c + ('a' - 'A') : c;
}

int toupper(int c)
{
    return between(c, 'a', 'z') ? c - ('a' - 'A') : c;
}

int isascii(int c)
{
    return between(c, 0, 127);
}

int toascii(int c)
{
    return c & 127;
}
