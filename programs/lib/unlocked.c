/* Streams without their locks, for programs that see to it themselves that nobody else uses them. */
#include <stdio.h>
#include "internal.h"

int getc_unlocked(FILE *file)
{
    return __take(file);
}

int getchar_unlocked(void)
{
    return __take(stdin);
}

int putc_unlocked(int c, FILE *file)
{
    __put(file, (char)c);
    return __put_end(file) ? EOF : (unsigned char)c;
}

int putchar_unlocked(int c)
{
    return putc_unlocked(c, stdout);
}
