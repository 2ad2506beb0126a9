/*
 * scanf's engine: white space, characters that must be there, and %[*][width][length]conversion
 * with lengths hh h l ll j z t and conversions d i u o x X p c s [ n %.
 */
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "internal.h"

struct scanner {
    const struct scan_input *input;
    int count;                  /* characters read, those given back not counted */
    int assigned;
};

struct conversion {
    int suppress;               /* an asterisk: read, but do not store */
    int width;                  /* at most so many characters */
    int size;                   /* of what is stored, in bytes */
    char kind;
    unsigned char set[32];      /* of %[, a bit per character */
};

enum outcome { MATCHED, MISMATCHED, ENDED };

#define NUMBER_MAX 72           /* characters of a number that count; more digits are too many anyway */

static int next(struct scanner *s)
{
    int c = s->input->get(s->input->from);

    if (c != EOF)
        s->count++;
    return c;
}

static void give_back(struct scanner *s, int c)
{
    if (c == EOF)
        return;
    s->input->give_back(s->input->from, c);
    s->count--;
}

static void skip_blanks(struct scanner *s)
{
    int c;

    while (isspace(c = next(s)))
        continue;
    give_back(s, c);
}

/* --- what is stored --- */

static void store_number(void *to, int size, unsigned long long value)
{
    if (size == 1)
        *(unsigned char *)to = (unsigned char)value;
    else if (size == 2)
        *(unsigned short *)to = (unsigned short)value;
    else if (size == 4)
        *(unsigned *)to = (unsigned)value;
    else
        *(unsigned long long *)to = value;
}

static unsigned base_of(char kind)
{
    switch (kind) {
    case 'i':
        return 0;
    case 'o':
        return 8;
    case 'd':
    case 'u':
        return 10;
    default:
        return 16;
    }
}

/* The longest beginning of the input that begins a number: sign, prefix, digits, `width` at most. */
static int collect_number(struct scanner *s, int width, unsigned base, char *text)
{
    int length = 0, digits = 0, read = 0;
    int c = next(s);

    if (read < width && (c == '+' || c == '-')) {
        text[length++] = (char)c;
        read++;
        c = read < width ? next(s) : EOF;
    }
    if (read < width && c == '0' && (base == 0 || base == 16)) {
        text[length++] = (char)c;
        read++;
        digits = 1;
        c = read < width ? next(s) : EOF;
        if (c == 'x' || c == 'X') {
            text[length++] = (char)c;
            read++;
            digits = 0;         /* the prefix alone is no number */
            base = 16;
            c = read < width ? next(s) : EOF;
        } else if (base == 0) {
            base = 8;
        }
    }
    if (base == 0)
        base = 10;
    while (read < width && (base == 16 ? isxdigit(c) : c >= '0' && c < (int)('0' + base))) {
        if (length < NUMBER_MAX)
            text[length++] = (char)c;
        read++;
        digits++;
        c = read < width ? next(s) : EOF;
    }
    give_back(s, c);
    text[length] = 0;
    return digits > 0;
}

static enum outcome scan_number(struct scanner *s, const struct conversion *c, va_list *arguments)
{
    char text[NUMBER_MAX + 1];
    unsigned base = base_of(c->kind);
    int is_signed = c->kind == 'd' || c->kind == 'i';
    unsigned long long limit = ULLONG_MAX, negative_limit = ULLONG_MAX;
    int first = next(s);

    if (first == EOF)
        return ENDED;
    give_back(s, first);
    if (!collect_number(s, c->width, base, text))
        return MISMATCHED;
    if (c->suppress)
        return MATCHED;
    if (is_signed) {
        limit = c->size == 8 ? LLONG_MAX : LONG_MAX;
        negative_limit = limit + 1;
    } else if (c->size < 8) {
        limit = negative_limit = ULONG_MAX;
    }
    store_number(va_arg(*arguments, void *), c->size,
                 __parse_number(text, NULL, (int)base, limit, negative_limit));
    s->assigned++;
    return MATCHED;
}

static int in_set(const struct conversion *c, int character)
{
    return c->set[character / 8] >> character % 8 & 1;
}

/* Characters into memory: `width` at most, as long as they belong to %s, %[ or %c. */
static enum outcome scan_characters(struct scanner *s, const struct conversion *c, va_list *arguments)
{
    char *to = c->suppress ? NULL : va_arg(*arguments, char *);
    int length = 0;
    int character = EOF;

    while (length < c->width) {
        character = next(s);
        if (character == EOF || (c->kind == 's' && isspace(character))
            || (c->kind == '[' && !in_set(c, character))) {
            give_back(s, character);
            break;
        }
        if (to)
            to[length] = (char)character;
        length++;
    }
    if (length == 0)
        return character == EOF ? ENDED : MISMATCHED;
    if (c->kind == 'c' && length < c->width)
        return MISMATCHED;
    if (to && c->kind != 'c')
        to[length] = 0;
    s->assigned += to != NULL;
    return MATCHED;
}

/* --- the format --- */

/* The set behind %[, up to its bracket. */
static const char *read_set(struct conversion *c, const char *format)
{
    int negated = *format == '^';
    int from, to, i;
    const char *begin;

    memset(c->set, 0, sizeof c->set);
    format += negated;
    for (begin = format; *format && (*format != ']' || format == begin); format++) {
        from = to = (unsigned char)*format;
        if (format[1] == '-' && format[2] != ']' && (unsigned char)format[2] >= from) {
            to = (unsigned char)format[2];
            format += 2;
        }
        for (i = from; i <= to; i++)
            c->set[i / 8] |= (unsigned char)(1 << i % 8);
    }
    if (negated)
        for (i = 0; i < (int)sizeof c->set; i++)
            c->set[i] ^= 0xff;
    return *format ? format + 1 : format;
}

static const char *read_length(struct conversion *c, const char *format)
{
    c->size = 4;
    if (format[0] == 'h' && format[1] == 'h') {
        c->size = 1;
        return format + 2;
    }
    if (format[0] == 'l' && format[1] == 'l') {
        c->size = 8;
        return format + 2;
    }
    if (*format == 'h')
        c->size = 2;
    else if (*format == 'j')
        c->size = 8;
    else if (*format == '\0' || !strchr("lzt", *format))
        return format;
    return format + 1;
}

static const char *read_conversion(struct conversion *c, const char *format)
{
    c->suppress = *format == '*';
    format += c->suppress;
    c->width = 0;
    while (isdigit((unsigned char)*format)) {
        if (c->width < 100000000)
            c->width = c->width * 10 + (*format - '0');
        format++;
    }
    format = read_length(c, format);
    c->kind = *format;
    if (c->width == 0)
        c->width = c->kind == 'c' ? 1 : INT_MAX;
    if (!*format)
        return format;
    return c->kind == '[' ? read_set(c, format + 1) : format + 1;
}

static enum outcome expect(struct scanner *s, int wanted)
{
    int c = next(s);

    if (c == wanted)
        return MATCHED;
    give_back(s, c);
    return c == EOF ? ENDED : MISMATCHED;
}

static enum outcome scan_one(struct scanner *s, const struct conversion *c, va_list *arguments)
{
    if (c->kind != 'c' && c->kind != '[' && c->kind != 'n')
        skip_blanks(s);
    switch (c->kind) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        return scan_number(s, c, arguments);
    case 'c':
    case 's':
    case '[':
        return scan_characters(s, c, arguments);
    case 'n':
        if (!c->suppress)
            store_number(va_arg(*arguments, void *), c->size, (unsigned)s->count);
        return MATCHED;
    case '%':
        return expect(s, '%');
    default:
        return MISMATCHED;      /* no conversion */
    }
}

/* How many were stored; EOF if the input ended before the first of them. */
int __scan(const struct scan_input *input, const char *format, va_list arguments)
{
    struct scanner s = { input, 0, 0 };
    struct conversion c;
    enum outcome outcome = MATCHED;
    int converted = 0;
    va_list rest;

    va_copy(rest, arguments);
    while (outcome == MATCHED && *format) {
        if (isspace((unsigned char)*format)) {
            skip_blanks(&s);
            format++;
        } else if (*format != '%') {
            outcome = expect(&s, (unsigned char)*format++);
        } else {
            format = read_conversion(&c, format + 1);
            outcome = scan_one(&s, &c, &rest);
            converted += outcome == MATCHED && c.kind != 'n' && c.kind != '%';
        }
    }
    va_end(rest);
    return outcome == ENDED && converted == 0 ? EOF : s.assigned;
}
