/*
 * The boot arguments: words between single spaces. Options first, then "--", then the program
 * and its arguments; inside a word %HH stands for a byte that would not be one otherwise.
 *
 *   sched=rr quantum=100000 fork=cow -- PROGRAM ARGUMENT...
 */
#include "defs.h"

struct options options = { "rr", QUANTUM_DEFAULT, 0 };

static unsigned hex_digit(char c)
{
    return c <= '9' ? (unsigned)c - '0' : ((unsigned)c | 0x20) - 'a' + 10;
}

/* Decodes the next word into `word`; where the one after it begins, 0 if there was none. */
static const char *next_word(const char *text, char *word, unsigned size)
{
    unsigned length = 0;
    char c;

    if (!*text)
        return 0;
    while (*text && *text != ' ') {
        c = *text++;
        if (c == '%' && text[0] && text[1]) {
            c = (char)(hex_digit(text[0]) << 4 | hex_digit(text[1]));
            text += 2;
        }
        if (length + 1 >= size)
            panic("options: the arguments are too long");
        word[length++] = c;
    }
    word[length] = 0;
    return *text ? text + 1 : text;
}

static unsigned number(const char *digits)
{
    unsigned value = 0;

    while (*digits >= '0' && *digits <= '9')
        value = value * 10 + (unsigned)(*digits++ - '0');
    return value;
}

/* If `word` starts with `key`, what follows it; else 0. */
static const char *value_of(const char *word, const char *key)
{
    unsigned length = strlen(key);

    return memcmp(word, key, length) == 0 ? word + length : 0;
}

static void read_quantum(const char *digits)
{
    options.quantum_cycles = number(digits);
    if (options.quantum_cycles < QUANTUM_MIN)
        panic("options: the quantum is too short to get anywhere");
}

static void read_option(const char *word)
{
    const char *value;

    if ((value = value_of(word, "sched=")) != 0)
        string_copy(options.policy, value, NAME_SIZE);
    else if ((value = value_of(word, "quantum=")) != 0)
        read_quantum(value);
    else if ((value = value_of(word, "fork=")) != 0)
        options.fork_eager = strcmp(value, "eager") == 0;
    else
        panic("options: unknown option");
}

/*
 * Reads the options into `options`, and adds the program and its arguments to `arguments`, whose
 * free end is where each word is decoded.
 */
void options_read(const char *bootargs, struct arguments *arguments)
{
    char *word = arguments->text + arguments->size;
    char *end = arguments->text + ARGUMENT_BYTES_MAX;
    const char *text = bootargs;

    while ((text = next_word(text, word, (unsigned)(end - word))) != 0 && strcmp(word, "--") != 0)
        read_option(word);
    while (text && (text = next_word(text, word, (unsigned)(end - word))) != 0) {
        if (arguments->count == ARGUMENTS_MAX)
            panic("options: too many arguments");
        arguments->count++;
        word += strlen(word) + 1;
        arguments->size = (unsigned)(word - arguments->text);
    }
}
