/* SHA-256, as FIPS 180-4 has it: of three texts whose digests are known, or of standard input. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Usage: sha256 [-] */

#define BLOCK 64

struct sha256 {
    uint32_t state[8];
    uint8_t block[BLOCK];
    uint32_t filled;            /* bytes in the block */
    uint64_t length;            /* bytes in all */
};

/* The first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static void take_block(struct sha256 *hash)
{
    uint32_t w[64];
    uint32_t a = hash->state[0], b = hash->state[1], c = hash->state[2], d = hash->state[3];
    uint32_t e = hash->state[4], f = hash->state[5], g = hash->state[6], h = hash->state[7];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)hash->block[4 * i] << 24 | (uint32_t)hash->block[4 * i + 1] << 16
             | (uint32_t)hash->block[4 * i + 2] << 8 | hash->block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;

        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i];
        uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));

        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    hash->state[0] += a;
    hash->state[1] += b;
    hash->state[2] += c;
    hash->state[3] += d;
    hash->state[4] += e;
    hash->state[5] += f;
    hash->state[6] += g;
    hash->state[7] += h;
    hash->filled = 0;
}

static void begin(struct sha256 *hash)
{
    static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

    memset(hash, 0, sizeof *hash);
    memcpy(hash->state, start, sizeof start);
}

static void take(struct sha256 *hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++) {
        hash->block[hash->filled++] = at[i];
        if (hash->filled == BLOCK)
            take_block(hash);
    }
    hash->length += size;
}

/* The text ends with a one bit, zeros, and its length in bits. */
static void end(struct sha256 *hash)
{
    uint64_t bits = hash->length * 8;
    uint8_t byte = 0x80;

    do {
        take(hash, &byte, 1);
        byte = 0;
    } while (hash->filled != BLOCK - 8);
    for (int shift = 56; shift >= 0; shift -= 8) {
        byte = (uint8_t)(bits >> shift);
        take(hash, &byte, 1);
    }
}

static void print(const struct sha256 *hash, const char *name)
{
    for (int i = 0; i < 8; i++)
        printf("%08x", (unsigned)hash->state[i]);
    printf("  %s\n", name);
}

static void digest_text(const char *text)
{
    struct sha256 hash;

    begin(&hash);
    take(&hash, text, strlen(text));
    end(&hash);
    print(&hash, text);
}

static void digest_many(char c, unsigned count)
{
    struct sha256 hash;

    begin(&hash);
    for (unsigned i = 0; i < count; i++)
        take(&hash, &c, 1);
    end(&hash);
    print(&hash, "10000 times the letter a");
}

static void digest_input(void)
{
    struct sha256 hash;
    uint8_t buffer[512];
    size_t size;

    begin(&hash);
    while ((size = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        take(&hash, buffer, size);
    end(&hash);
    print(&hash, "-");
}

int main(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "-") != 0)) {
        fprintf(stderr, "usage: sha256 [-]\n");
        return 1;
    }
    if (argc == 2) {
        digest_input();
        return 0;
    }
    digest_text("");
    digest_text("abc");
    digest_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    digest_many('a', 10000);
    return 0;
}
