/* Regular expressions as automata: all states at once, one character at a time, no backtracking. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Usage: regex [PATTERN TEXT...]    . [a-z] [^a-z] * + ? | ( ) and \ before one of these
 *
 * A pattern becomes a list of states. A state with one way out consumes a character that it accepts;
 * a SPLIT has two ways out and consumes nothing. The time is at most states times characters.
 */

#define STATES_MAX  200
#define DEPTH_MAX   50

enum kind { SET, SPLIT, ACCEPT };

struct state {
    enum kind kind;
    unsigned char set[32];      /* a bit per character */
    int out[2];
};

/* Part of an automaton: where it begins, and the one state where it ends (a SPLIT still without ways). */
struct part {
    int first, last;
};

static struct state states[STATES_MAX];
static int state_count, depth;
static const char *at;
static const char *mistake;

static int new_state(enum kind kind, int out0, int out1)
{
    struct state *state;

    if (state_count == STATES_MAX) {
        mistake = "the pattern is too long";
        return 0;
    }
    state = &states[state_count];
    memset(state, 0, sizeof *state);
    state->kind = kind;
    state->out[0] = out0;
    state->out[1] = out1;
    return state_count++;
}

/* A SPLIT without ways out is an end; ways are added when it is known where to. */
static int new_end(void)
{
    return new_state(SPLIT, -1, -1);
}

static void connect(int from, int to)
{
    states[from].out[0] = to;
}

static void add_to_set(struct state *state, unsigned char c)
{
    state->set[c / 8] |= (unsigned char)(1 << c % 8);
}

static int in_set(const struct state *state, unsigned char c)
{
    return state->set[c / 8] >> c % 8 & 1;
}

/* --- patterns to automata --- */

static struct part parse_choice(void);

static void parse_bracket(struct state *state)
{
    int negated = *at == '^';
    const char *begin;

    at += negated;
    for (begin = at; *at && (*at != ']' || at == begin); at++) {
        unsigned char from = (unsigned char)*at, to = from;

        if (at[1] == '-' && at[2] && at[2] != ']') {
            to = (unsigned char)at[2];
            at += 2;
        }
        for (unsigned c = from; c <= to; c++)
            add_to_set(state, (unsigned char)c);
    }
    if (*at != ']')
        mistake = "a [ without its ]";
    else
        at++;
    if (negated)
        for (int i = 0; i < 32; i++)
            state->set[i] ^= 0xff;
}

/* One character, one set, or something in parentheses. */
static struct part parse_atom(void)
{
    struct part part;
    struct state *state;

    if (*at == '(') {
        at++;
        if (++depth > DEPTH_MAX) {
            mistake = "nested too deep";
            part.first = part.last = 0;
            return part;
        }
        part = parse_choice();
        depth--;
        if (*at == ')')
            at++;
        else if (!mistake)
            mistake = "a ( without its )";
        return part;
    }
    part.last = new_end();
    part.first = new_state(SET, part.last, -1);
    state = &states[part.first];
    if (*at == '.') {
        at++;
        memset(state->set, 0xff, sizeof state->set);
    } else if (*at == '[') {
        at++;
        parse_bracket(state);
    } else {
        if (*at == '\\' && at[1])
            at++;
        add_to_set(state, (unsigned char)*at++);
    }
    return part;
}

static struct part parse_repeated(void)
{
    struct part part = parse_atom();

    while (!mistake && *at && strchr("*+?", *at)) {
        char operator = *at++;
        int end = new_end();
        int choice = new_state(SPLIT, part.first, end);

        connect(part.last, operator == '?' ? end : choice);
        part.first = operator == '+' ? part.first : choice;
        part.last = end;
    }
    return part;
}

static struct part parse_sequence(void)
{
    struct part part, next;

    part.first = part.last = new_end();
    while (!mistake && *at && *at != '|' && *at != ')') {
        if (strchr("*+?", *at)) {
            mistake = "nothing to repeat";
            break;
        }
        next = parse_repeated();
        connect(part.last, next.first);
        part.last = next.last;
    }
    return part;
}

static struct part parse_choice(void)
{
    struct part part = parse_sequence();

    while (!mistake && *at == '|') {
        struct part other;
        int end;

        at++;
        other = parse_sequence();
        end = new_end();
        connect(part.last, end);
        connect(other.last, end);
        part.first = new_state(SPLIT, part.first, other.first);
        part.last = end;
    }
    return part;
}

/* The first state; -1 with `mistake` set if it is no pattern. */
static int compile(const char *pattern)
{
    struct part part;

    at = pattern;
    mistake = NULL;
    state_count = depth = 0;
    part = parse_choice();
    if (!mistake && *at)
        mistake = "a ) too many";
    connect(part.last, new_state(ACCEPT, -1, -1));
    return mistake ? -1 : part.first;
}

/* --- running --- */

static int current[STATES_MAX], following[STATES_MAX];
static unsigned seen[STATES_MAX], generation, steps;

/* Adds a state, or those that a SPLIT leads to, unless it is there already. */
static int add_state(int *list, int count, int state)
{
    if (state < 0 || seen[state] == generation)
        return count;
    seen[state] = generation;
    steps++;
    if (states[state].kind == SPLIT) {
        count = add_state(list, count, states[state].out[0]);
        return add_state(list, count, states[state].out[1]);
    }
    list[count] = state;
    return count + 1;
}

/* The length of the longest match at the beginning of the text; -1: none. */
static int match_here(int first, const char *text)
{
    int longest = -1;
    int count;

    generation++;
    count = add_state(current, 0, first);
    for (int length = 0; count > 0; length++) {
        int next_count = 0;

        generation++;
        for (int i = 0; i < count; i++) {
            const struct state *state = &states[current[i]];

            if (state->kind == ACCEPT)
                longest = length;
            else if (text[length] && in_set(state, (unsigned char)text[length]))
                next_count = add_state(following, next_count, state->out[0]);
        }
        memcpy(current, following, sizeof current);
        count = next_count;
    }
    return longest;
}

static int search(const char *pattern, const char *text)
{
    int first = compile(pattern);

    if (first < 0) {
        printf("%-16s %s\n", pattern, mistake);
        return 1;
    }
    steps = 0;
    for (int from = 0; from <= (int)strlen(text); from++) {
        int length = match_here(first, text + from);

        if (length >= 0) {
            printf("%-16s %s: '%.*s' at %d, %u steps\n", pattern, text, length, text + from, from, steps);
            return 0;
        }
    }
    printf("%-16s %s: no match, %u steps\n", pattern, text, steps);
    return 1;
}

static const char *const samples[][2] = {
    { "abc", "xxabcxx" }, { "a.c", "a-c" }, { "ab*c", "ac abbbc" }, { "ab+c", "ac abbbc" },
    { "(ab|cd)+", "xxabcdabx" }, { "[0-9]+", "page 4096 of 9" }, { "[^ ]+ly", "it ran slowly" },
    { "x?y?z?", "zyx" }, { "(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaa" },
    { "(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$" }, { "", "anything" }, { "a|b|c|d", "xxd" },
    { "\\*\\(", "2*(3)" }, { "[a-", "no end" }, { "(a", "no end" }, { "*a", "no begin" },
    { "a)", "too many" }, { "[]x]+", "a]x]b" },
};

int main(int argc, char **argv)
{
    int failed = 0;

    if (argc == 2) {
        fprintf(stderr, "usage: regex [PATTERN TEXT...]\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        failed |= search(argv[1], argv[i]);
    if (argc > 2)
        return failed;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        search(samples[i][0], samples[i][1]);
    return 0;
}
