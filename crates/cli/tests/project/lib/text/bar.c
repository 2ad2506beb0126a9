#include "text.h"
#include <string.h>

void bar(char *buffer, size_t size, unsigned length)
{
    if (length >= size)
        length = size - 1;
    memset(buffer, '#', length);
    buffer[length] = 0;
}
