/* Compresses a text by pointing back at what was there before, unpacks it, and compares. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Usage: lz [-]    with "-", standard input is packed
 *
 * The packed form is groups of eight items behind a byte of flags, lowest bit first. Flag 0: one
 * byte as it is. Flag 1: two bytes, of which the upper twelve bits say how far back to go (less 1) and
 * the lower four how many bytes to copy (less MATCH_MIN).
 */

#define WINDOW      4096
#define MATCH_MIN   3
#define MATCH_MAX   18
#define HASHES      4096
#define TRIES_MAX   32          /* candidates looked at for one place */
#define INPUT_MAX   (1 << 20)

static int newest[HASHES];      /* the last place with this hash, plus 1 */
static int *older;              /* per place: the one before it with the same hash, plus 1 */

static unsigned hash_at(const unsigned char *bytes)
{
    unsigned three = bytes[0] | (unsigned)bytes[1] << 8 | (unsigned)bytes[2] << 16;

    return three * 2654435761u >> 20;
}

static void remember(const unsigned char *text, int place, int size)
{
    unsigned hash;

    if (place + MATCH_MIN > size)
        return;
    hash = hash_at(text + place);
    older[place] = newest[hash];
    newest[hash] = place + 1;
}

/* The longest match before `place`: its length (0: none), and where it is. */
static int find_match(const unsigned char *text, int place, int size, int *where)
{
    int limit = size - place < MATCH_MAX ? size - place : MATCH_MAX;
    int best = 0;
    int candidate, tries;

    if (limit < MATCH_MIN)
        return 0;
    candidate = newest[hash_at(text + place)];
    for (tries = 0; candidate && tries < TRIES_MAX; tries++) {
        int from = candidate - 1;
        int length = 0;

        if (place - from > WINDOW)
            break;
        while (length < limit && text[from + length] == text[place + length])
            length++;
        if (length > best) {
            best = length;
            *where = from;
        }
        candidate = older[from];
    }
    return best < MATCH_MIN ? 0 : best;
}

/* How many bytes were written to `packed`, which has room for size + size / 8 + 1. */
static int pack(const unsigned char *text, int size, unsigned char *packed)
{
    int flags = 0;              /* where the flags of this group are */
    int items = 8, out = 0, place = 0;

    while (place < size) {
        int where = 0, length = find_match(text, place, size, &where);

        if (items == 8) {
            flags = out++;
            packed[flags] = 0;
            items = 0;
        }
        if (length) {
            unsigned pair = (unsigned)(place - where - 1) << 4 | (unsigned)(length - MATCH_MIN);

            packed[flags] |= (unsigned char)(1 << items);
            packed[out++] = (unsigned char)(pair >> 8);
            packed[out++] = (unsigned char)pair;
        } else {
            length = 1;
            packed[out++] = text[place];
        }
        items++;
        for (; length; length--)
            remember(text, place++, size);
    }
    return out;
}

/* How many bytes came out, at most `room`; -1: what was packed is damaged. */
static int unpack(const unsigned char *packed, int size, unsigned char *text, int room)
{
    int in = 0, out = 0;

    while (in < size) {
        unsigned flags = packed[in++];

        for (int item = 0; item < 8 && in < size; item++, flags >>= 1) {
            int length, distance;

            if (!(flags & 1)) {
                if (out == room)
                    return -1;
                text[out++] = packed[in++];
                continue;
            }
            if (in + 2 > size)
                return -1;
            distance = (packed[in] << 4 | packed[in + 1] >> 4) + 1;
            length = (packed[in + 1] & 15) + MATCH_MIN;
            in += 2;
            if (distance > out || length > room - out)
                return -1;
            for (; length; length--, out++)
                text[out] = text[out - distance];
        }
    }
    return out;
}

/* Adler's checksum, 32 bits. */
static unsigned checksum(const unsigned char *bytes, int size)
{
    unsigned a = 1, b = 0;

    for (int i = 0; i < size; i++) {
        a = (a + bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

/* A text with repetitions in it: sentences of a small grammar. */
static int make_text(unsigned char *text)
{
    static const char *const words[4][4] = {
        { "the scheduler", "a thread", "the idle process", "the parent" },
        { " saves", " restores", " waits for", " switches away from" },
        { " its registers", " the child", " the stack pointer", " the ready list" },
        { ",\n", ".\n", "; then ", " and " },
    };
    unsigned seed = 7;
    int size = 0;

    while (size < 12000)
        for (int part = 0; part < 4; part++) {
            const char *word;

            seed = seed * 1664525u + 1013904223u;
            word = words[part][seed >> 30];
            memcpy(text + size, word, strlen(word));
            size += (int)strlen(word);
        }
    return size;
}

/* Damages each byte of the packed form in turn: nothing worse than a wrong text may come of it. */
static int survives_damage(unsigned char *packed, int size, unsigned char *text, int room)
{
    int refused = 0;

    if (size > 100)
        size = 100;
    for (int i = 0; i < size; i++) {
        packed[i] ^= 0xff;
        refused += unpack(packed, size, text, room) < 0;
        packed[i] ^= 0xff;
    }
    return refused;
}

int main(int argc, char **argv)
{
    int from_input = argc == 2 && strcmp(argv[1], "-") == 0;
    unsigned char *text = malloc(INPUT_MAX);
    unsigned char *packed = calloc(1, INPUT_MAX + INPUT_MAX / 8 + 1);
    unsigned char *again = malloc(INPUT_MAX);
    int size, packed_size, again_size;

    older = malloc(INPUT_MAX * sizeof *older);
    if (argc > 1 && !from_input) {
        fprintf(stderr, "usage: lz [-]\n");
        return 1;
    }
    if (!text || !packed || !again || !older) {
        fprintf(stderr, "lz: no memory\n");
        return 1;
    }
    size = from_input ? (int)fread(text, 1, INPUT_MAX, stdin) : make_text(text);
    packed_size = pack(text, size, packed);
    again_size = unpack(packed, packed_size, again, INPUT_MAX);
    printf("%d bytes, checksum %08x\n", size, checksum(text, size));
    printf("packed: %d bytes, checksum %08x", packed_size, checksum(packed, packed_size));
    printf(", %d %% of the size\n", size ? packed_size * 100 / size : 100);
    printf("unpacked: %d bytes, %s\n", again_size,
           again_size == size && memcmp(text, again, (size_t)size) == 0 ? "the same" : "DIFFERENT");
    printf("damaged: %d of the first 100 changes were noticed\n",
           survives_damage(packed, packed_size, again, INPUT_MAX));
    free(older);
    free(again);
    free(packed);
    free(text);
    return 0;
}
