/* Copying bytes: by words where both places are aligned. */
#include <string.h>

void *memcpy(void *to, const void *from, size_t size)
{
    unsigned char *out = to;
    const unsigned char *in = from;
    unsigned *out_words;
    const unsigned *in_words;
    unsigned a, b, c, d;

    if ((((unsigned)out | (unsigned)in) & 3) == 0) {
        out_words = to;
        in_words = from;
        for (; size >= 16; size -= 16, out_words += 4, in_words += 4) {
            a = in_words[0];
            b = in_words[1];
            c = in_words[2];
            d = in_words[3];
            out_words[0] = a;
            out_words[1] = b;
            out_words[2] = c;
            out_words[3] = d;
        }
        for (; size >= 4; size -= 4)
            *out_words++ = *in_words++;
        out = (unsigned char *)out_words;
        in = (const unsigned char *)in_words;
    }
    for (; size; size--)
        *out++ = *in++;
    return to;
}

/* The places may overlap. */
void *memmove(void *to, const void *from, size_t size)
{
    unsigned char *out = to;
    const unsigned char *in = from;

    if (out <= in || out >= in + size)
        return memcpy(to, from, size);      /* which copies upwards, so this order is right */
    while (size) {
        size--;
        out[size] = in[size];
    }
    return to;
}
