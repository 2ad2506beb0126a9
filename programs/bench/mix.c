/* What ordinary programs do: sort, hash, copy text, call through pointers, divide. */
#include <stdio.h>
#include <string.h>

#define ROUNDS  12
#define NUMBERS 2000
#define BUCKETS 256

static unsigned numbers[NUMBERS];
static unsigned short chains[BUCKETS];

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void sort(unsigned *low, unsigned *high)
{
    while (low < high) {
        unsigned pivot = low[(high - low) / 2], *left = low, *right = high;

        while (left <= right) {
            while (*left < pivot)
                left++;
            while (*right > pivot)
                right--;
            if (left <= right) {
                unsigned kept = *left;
                *left++ = *right;
                *right-- = kept;
            }
        }
        sort(low, right);
        low = left;
    }
}

static unsigned checksum(const unsigned char *bytes, unsigned count)
{
    unsigned crc = ~0u;

    for (unsigned i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static unsigned hash_text(const char *text)
{
    unsigned hash = 2166136261u;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static unsigned count_words(void)
{
    static const char *const words[] = { "switch", "thread", "cache", "miss", "page", "queue" };
    char line[64];
    unsigned sum = 0;

    for (unsigned i = 0; i < 600; i++) {
        strcpy(line, words[i % 6]);
        line[strlen(line) - 1 - i % 3] = 'a' + i % 26;
        chains[hash_text(line) % BUCKETS]++;
        sum += (unsigned)strcmp(line, words[(i + 1) % 6]) >> 31;
    }
    for (unsigned i = 0; i < BUCKETS; i++)
        sum += chains[i] * i;
    return sum;
}

static unsigned greatest_divisor(unsigned a, unsigned b)
{
    while (b) {
        unsigned rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static unsigned digits(unsigned a, unsigned b)
{
    unsigned sum = b;

    for (; a; a /= 10)
        sum += a % 10;
    return sum;
}

static unsigned (*const folds[])(unsigned, unsigned) = { greatest_divisor, digits };

static unsigned mix(unsigned seed)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < NUMBERS; i++)
        numbers[i] = next_random(&seed);
    sort(numbers, numbers + NUMBERS - 1);
    for (unsigned i = 0; i + 1 < NUMBERS; i += 8)
        sum += folds[i / 8 % 2](numbers[i], numbers[i + 1]);
    return sum + checksum((unsigned char *)numbers, 2048) + count_words();
}

int main(void)
{
    unsigned sum = 0;

    for (unsigned round = 0; round < ROUNDS; round++)
        sum = sum * 31 + mix(round);
    printf("%u\n", sum);
    return 0;
}
