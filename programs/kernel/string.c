/* Bytes. Whole words where both sides permit, eight at a time: frames are cleared and copied here. */
#include "defs.h"

/* Fills `size` bytes with the low byte of `byte`. */
void *memset(void *to, int byte, size_t size)
{
    unsigned char *bytes = to;
    unsigned word = (unsigned)(byte & 0xff) * 0x01010101u;
    unsigned *words;

    for (; size && (unsigned)bytes % 4; size--)
        *bytes++ = (unsigned char)byte;
    words = (unsigned *)bytes;
    for (; size >= 32; size -= 32, words += 8) {
        words[0] = word;
        words[1] = word;
        words[2] = word;
        words[3] = word;
        words[4] = word;
        words[5] = word;
        words[6] = word;
        words[7] = word;
    }
    for (; size >= 4; size -= 4)
        *words++ = word;
    bytes = (unsigned char *)words;
    for (; size; size--)
        *bytes++ = (unsigned char)byte;
    return to;
}

static void copy_words(unsigned *to, const unsigned *from, size_t words)
{
    unsigned a, b, c, d;

    for (; words >= 4; words -= 4, to += 4, from += 4) {
        a = from[0];
        b = from[1];
        c = from[2];
        d = from[3];
        to[0] = a;
        to[1] = b;
        to[2] = c;
        to[3] = d;
    }
    for (; words; words--)
        *to++ = *from++;
}

/* Copies `size` bytes between places that do not overlap. */
void *memcpy(void *to, const void *from, size_t size)
{
    unsigned char *out = to;
    const unsigned char *in = from;
    size_t words = 0;

    if ((((unsigned)out | (unsigned)in) & 3) == 0) {
        words = size / 4;
        copy_words((unsigned *)to, (const unsigned *)from, words);
    }
    for (out += words * 4, in += words * 4, size -= words * 4; size; size--)
        *out++ = *in++;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *p = a;
    const unsigned char *q = b;

    for (; size; size--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

size_t strlen(const char *s)
{
    const char *end = s;

    while (*end)
        end++;
    return (size_t)(end - s);
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

/* Copies a string into `size` bytes, cutting it if need be, always with a NUL. */
void string_copy(char *to, const char *from, size_t size)
{
    while (size > 1 && *from) {
        *to++ = *from++;
        size--;
    }
    *to = 0;
}
