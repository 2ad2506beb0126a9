/* Filling memory: by words in the middle. */
#include <string.h>

void *memset(void *to, int byte, size_t size)
{
    unsigned char *bytes = to;
    unsigned word = (unsigned)(byte & 0xff) * 0x01010101u;
    unsigned *words;

    for (; size && (unsigned)bytes % 4; size--)
        *bytes++ = (unsigned char)byte;
    words = (unsigned *)bytes;
    for (; size >= 16; size -= 16, words += 4) {
        words[0] = word;
        words[1] = word;
        words[2] = word;
        words[3] = word;
    }
    for (; size >= 4; size -= 4)
        *words++ = word;
    bytes = (unsigned char *)words;
    for (; size; size--)
        *bytes++ = (unsigned char)byte;
    return to;
}
