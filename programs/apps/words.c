/* Counts the words of a text in a hash table that grows, and prints the most frequent ones. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Usage: words [-]    with "-", the text is read from standard input */

#define WORD_MAX        32
#define FIRST_BUCKETS   8
#define TOP             10

struct entry {
    char *word;
    unsigned count;
    unsigned hash;
    struct entry *next;         /* in the same bucket */
};

struct table {
    struct entry **buckets;
    size_t bucket_count;        /* a power of two */
    size_t entry_count;
    unsigned growths;
};

static const char sample[] =
    "The cache was cold, so the load missed, and the processor waited.\n"
    "Then another thread ran; it filled the cache with its own lines, and\n"
    "when the first thread came back, the cache was cold again. The switch\n"
    "itself had been short. What made it dear was the waiting afterwards,\n"
    "and the waiting was nowhere in the code of the switch. So they counted\n"
    "the misses before the switch and the misses after the switch, line by\n"
    "line, and wrote each of them to the account of the thread that caused it.\n";

static void *allocate(size_t size)
{
    void *memory = malloc(size);

    if (!memory) {
        fprintf(stderr, "words: no memory\n");
        exit(1);
    }
    return memory;
}

/* FNV-1a, 32 bits. */
static unsigned hash_of(const char *word)
{
    unsigned hash = 2166136261u;

    while (*word)
        hash = (hash ^ (unsigned char)*word++) * 16777619u;
    return hash;
}

static struct entry **new_buckets(size_t count)
{
    struct entry **buckets = allocate(count * sizeof *buckets);

    for (size_t i = 0; i < count; i++)
        buckets[i] = NULL;
    return buckets;
}

static void table_init(struct table *table)
{
    table->bucket_count = FIRST_BUCKETS;
    table->buckets = new_buckets(FIRST_BUCKETS);
    table->entry_count = 0;
    table->growths = 0;
}

/* Twice the buckets; every entry moves to its new one. */
static void table_grow(struct table *table)
{
    size_t count = 2 * table->bucket_count;
    struct entry **buckets = new_buckets(count);

    for (size_t i = 0; i < table->bucket_count; i++) {
        struct entry *entry = table->buckets[i];

        while (entry) {
            struct entry *next = entry->next;
            struct entry **bucket = &buckets[entry->hash & (count - 1)];

            entry->next = *bucket;
            *bucket = entry;
            entry = next;
        }
    }
    free(table->buckets);
    table->buckets = buckets;
    table->bucket_count = count;
    table->growths++;
}

/* The entry of a word; a new one, with count 0, if there was none. */
static struct entry *table_find(struct table *table, const char *word)
{
    unsigned hash = hash_of(word);
    struct entry **bucket = &table->buckets[hash & (table->bucket_count - 1)];
    struct entry *entry;

    for (entry = *bucket; entry; entry = entry->next)
        if (entry->hash == hash && strcmp(entry->word, word) == 0)
            return entry;
    if (table->entry_count >= table->bucket_count * 3 / 4) {
        table_grow(table);
        bucket = &table->buckets[hash & (table->bucket_count - 1)];
    }
    entry = allocate(sizeof *entry);
    entry->word = strcpy(allocate(strlen(word) + 1), word);
    entry->count = 0;
    entry->hash = hash;
    entry->next = *bucket;
    *bucket = entry;
    table->entry_count++;
    return entry;
}

static size_t longest_bucket(const struct table *table)
{
    size_t longest = 0;

    for (size_t i = 0; i < table->bucket_count; i++) {
        size_t length = 0;

        for (struct entry *entry = table->buckets[i]; entry; entry = entry->next)
            length++;
        if (length > longest)
            longest = length;
    }
    return longest;
}

static void table_free(struct table *table)
{
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct entry *entry = table->buckets[i];

        while (entry) {
            struct entry *next = entry->next;

            free(entry->word);
            free(entry);
            entry = next;
        }
    }
    free(table->buckets);
}

/* --- words --- */

static const char *text = sample;       /* NULL: standard input */

static int next_character(void)
{
    if (!text)
        return getchar();
    return *text ? (unsigned char)*text++ : EOF;
}

/* The next run of letters, in small letters, cut at WORD_MAX. 0 at the end. */
static int next_word(char *word)
{
    int length = 0;
    int c;

    while ((c = next_character()) != EOF && !isalpha(c))
        ;
    for (; c != EOF && isalpha(c); c = next_character())
        if (length < WORD_MAX - 1)
            word[length++] = (char)tolower(c);
    word[length] = '\0';
    return length > 0;
}

/* More frequent ones first, then by the alphabet. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = *(struct entry *const *)a;
    const struct entry *right = *(struct entry *const *)b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->word, right->word);
}

static void print_top(const struct table *table)
{
    struct entry **sorted = allocate((table->entry_count + 1) * sizeof *sorted);
    size_t count = 0;

    for (size_t i = 0; i < table->bucket_count; i++)
        for (struct entry *entry = table->buckets[i]; entry; entry = entry->next)
            sorted[count++] = entry;
    qsort(sorted, count, sizeof *sorted, compare_entries);
    for (size_t i = 0; i < count && i < TOP; i++)
        printf("%5u  %s\n", sorted[i]->count, sorted[i]->word);
    free(sorted);
}

int main(int argc, char **argv)
{
    struct table table;
    char word[WORD_MAX];
    unsigned words = 0;

    if (argc > 2 || (argc == 2 && strcmp(argv[1], "-") != 0)) {
        fprintf(stderr, "usage: words [-]\n");
        return 1;
    }
    if (argc == 2)
        text = NULL;
    table_init(&table);
    while (next_word(word)) {
        table_find(&table, word)->count++;
        words++;
    }
    print_top(&table);
    printf("%u words, %u different ones\n", words, (unsigned)table.entry_count);
    printf("%u buckets after growing %u times, the longest chain has %u\n",
           (unsigned)table.bucket_count, table.growths, (unsigned)longest_bucket(&table));
    table_free(&table);
    return 0;
}
