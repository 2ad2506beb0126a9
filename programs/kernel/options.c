/*
 * The boot arguments: words between single spaces. Options first, then "--", then the program
 * and its arguments; inside a word %HH stands for a byte that would not be one otherwise.
 *
 *   sched=rr quantum=100000 fork=cow -- PROGRAM ARGUMENT...
 *
 * Of the scheduler: levels=3 quanta=10,20,40 boost=1000 ageing=50 io_keeps=1 io_first=1 predict=1
 * seed=7. Times are cycles, unless `tick=CYCLES` says that the run is a workload's; then they are
 * ticks of that length.
 */
#include "defs.h"

struct options options = { .policy = "rr", .seed = 1, .quantum = QUANTUM_DEFAULT, .levels = LEVELS_DEFAULT };

static int quanta_told;

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
    if (length == size)
        panic("options: the arguments are too long");
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

/* Numbers with commas between them, one for each level; the last one holds for all that follow. */
static void read_quanta(const char *text)
{
    unsigned level;

    for (level = 0; level < LEVELS_MAX; level++) {
        options.quanta[level] = number(text);
        while (*text >= '0' && *text <= '9')
            text++;
        if (*text == ',')
            text++;
        else
            break;
    }
    for (; level + 1 < LEVELS_MAX; level++)
        options.quanta[level + 1] = options.quanta[level];
    quanta_told = 1;
}

static void read_levels(const char *digits)
{
    options.levels = number(digits);
    if (options.levels < 1 || options.levels > LEVELS_MAX)
        panic("options: impossible number of levels");
}

/* Keeps a word, which lies at the free end of the arguments already. */
static void keep_word(struct arguments *arguments, unsigned *count)
{
    if (arguments->environment_count + arguments->count == ARGUMENTS_MAX)
        panic("options: too many arguments");
    arguments->size += strlen(arguments->text + arguments->size) + 1;
    ++*count;
}

static void read_option(const char *word)
{
    const char *value;

    if ((value = value_of(word, "sched=")) != 0)
        string_copy(options.policy, value, NAME_SIZE);
    else if ((value = value_of(word, "quantum=")) != 0)
        options.quantum = number(value);
    else if ((value = value_of(word, "fork=")) != 0)
        options.fork_eager = strcmp(value, "eager") == 0;
    else if ((value = value_of(word, "tick=")) != 0)
        options.tick = number(value);
    else if ((value = value_of(word, "levels=")) != 0)
        read_levels(value);
    else if ((value = value_of(word, "quanta=")) != 0)
        read_quanta(value);
    else if ((value = value_of(word, "boost=")) != 0)
        options.boost = number(value);
    else if ((value = value_of(word, "ageing=")) != 0)
        options.ageing = number(value);
    else if ((value = value_of(word, "io_keeps=")) != 0)
        options.io_keeps_level = number(value) != 0;
    else if ((value = value_of(word, "io_first=")) != 0)
        options.io_first = number(value) != 0;
    else if ((value = value_of(word, "predict=")) != 0)
        options.predict = number(value) != 0;
    else if ((value = value_of(word, "seed=")) != 0)
        options.seed = number(value);
    else
        panic("options: unknown option");
}

static unsigned in_ticks(unsigned cycles, unsigned cycles_per_tick)
{
    return cycles && cycles < cycles_per_tick ? 1 : cycles / cycles_per_tick;
}

static unsigned times(unsigned time, unsigned factor)
{
    return time > TIME_MAX / factor ? TIME_MAX : time * factor;
}

/* What was not told, and cycles in ticks of the timer. In mlfq a thread that sinks gets twice the quantum. */
static void complete(unsigned cycles_per_tick)
{
    unsigned factor = strcmp(options.policy, "mlfq") == 0 ? 2 : 1;
    unsigned level;

    if (!quanta_told) {
        options.quanta[0] = options.quantum;
        for (level = 1; level < LEVELS_MAX; level++)
            options.quanta[level] = times(options.quanta[level - 1], factor);
    }
    if (options.tick) {
        options.tick = in_ticks(options.tick, cycles_per_tick);
        return;
    }
    if (options.quantum < QUANTUM_MIN)
        panic("options: the quantum is too short to get anywhere");
    if (!options.boost)
        options.boost = times(options.quantum, BOOST_QUANTA);
    options.boost = in_ticks(options.boost, cycles_per_tick);
    options.quantum = in_ticks(options.quantum, cycles_per_tick);
    options.ageing = in_ticks(options.ageing, cycles_per_tick);
    for (level = 0; level < LEVELS_MAX; level++)
        options.quanta[level] = in_ticks(options.quanta[level], cycles_per_tick);
}

/* The next word, at the free end of the arguments; 0: there is none. */
static const char *take_word(const char **text, struct arguments *arguments)
{
    char *word = arguments->text + arguments->size;

    *text = next_word(*text, word, ARGUMENT_BYTES_MAX - arguments->size);
    return *text ? word : 0;
}

/*
 * Reads the options into `options`, cycles as ticks of the timer, and makes `arguments`: the environment that
 * options have told, and the words of init, which are its name, the program to run, and that one's arguments.
 */
void options_read(const char *bootargs, unsigned cycles_per_tick, struct arguments *arguments)
{
    const char *text = bootargs;
    const char *word, *value;

    arguments->environment_count = arguments->count = arguments->size = 0;
    while ((word = take_word(&text, arguments)) != 0 && strcmp(word, "--") != 0) {
        if ((value = value_of(word, "env=")) != 0) {
            string_copy(arguments->text + arguments->size, value, ARGUMENT_BYTES_MAX - arguments->size);
            keep_word(arguments, &arguments->environment_count);
        } else {
            read_option(word);
        }
    }
    complete(cycles_per_tick);
    string_copy(arguments->text + arguments->size, "init", ARGUMENT_BYTES_MAX - arguments->size);
    keep_word(arguments, &arguments->count);
    while (text && take_word(&text, arguments))
        keep_word(arguments, &arguments->count);
}
