#include "text.h"
#include <stdio.h>

const char *length_text(char *buffer, size_t size, unsigned metres)
{
    if (metres < 1000)
        snprintf(buffer, size, "%u m", metres);
    else
        snprintf(buffer, size, "%u.%02u km", metres / 1000, metres % 1000 / 10);
    return buffer;
}
