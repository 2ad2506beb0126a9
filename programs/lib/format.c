/*
 * printf's engine: %[flags][width][.precision][length]conversion, with
 * flags "-+ #0", lengths hh h l ll j z t, conversions d i u o x X c s p n %.
 */
#include <stdarg.h>
#include <stddef.h>
#include "internal.h"

struct output {
    void (*put)(void *to, char c);
    void *to;
    int count;
};

struct conversion {
    int left, plus, space, alternate, zero;     /* the flags */
    int width;
    int precision;                              /* -1: none given */
    int size;                                   /* of the integer argument, in bytes */
    char kind;
};

static void put(struct output *output, char c)
{
    output->put(output->to, c);
    output->count++;
}

static void put_many(struct output *output, char c, int count)
{
    for (; count > 0; count--)
        put(output, c);
}

/* `length` characters, padded with blanks to the width. */
static void put_padded(struct output *output, const struct conversion *c, const char *text, int length)
{
    int i;

    if (!c->left)
        put_many(output, ' ', c->width - length);
    for (i = 0; i < length; i++)
        put(output, text[i]);
    if (c->left)
        put_many(output, ' ', c->width - length);
}

static void put_string(struct output *output, const struct conversion *c, const char *text)
{
    int length = 0;

    if (!text)
        text = "(null)";
    while ((c->precision < 0 || length < c->precision) && text[length])
        length++;
    put_padded(output, c, text, length);
}

/* Writes digits of `value` backwards from `end`; where they begin. */
static char *digits(char *end, unsigned long long value, unsigned base, int upper)
{
    const char *symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned small;

    while (value > 0xffffffffull) {
        *--end = symbols[value % base];
        value /= base;
    }
    for (small = (unsigned)value; small; small /= base)
        *--end = symbols[small % base];
    return end;
}

/* A number: blanks, prefix, zeros, digits, blanks, in this order. */
static void put_number(struct output *output, const struct conversion *c, unsigned long long value,
                       const char *prefix, unsigned base)
{
    char buffer[24];
    char *end = buffer + sizeof buffer;
    char *start = digits(end, value, base, c->kind == 'X');
    int length = (int)(end - start);
    int zeros = c->precision < 0 ? length == 0 : c->precision - length;
    int prefix_length = 0;
    int blanks;

    while (prefix[prefix_length])
        prefix_length++;
    if (base == 8 && c->alternate && zeros <= 0)
        zeros = 1;
    if (zeros < 0)
        zeros = 0;
    if (c->zero && !c->left && c->precision < 0 && c->width - prefix_length - length > zeros)
        zeros = c->width - prefix_length - length;
    blanks = c->width - prefix_length - zeros - length;
    if (!c->left)
        put_many(output, ' ', blanks);
    while (*prefix)
        put(output, *prefix++);
    put_many(output, '0', zeros);
    while (start < end)
        put(output, *start++);
    if (c->left)
        put_many(output, ' ', blanks);
}

static void put_signed(struct output *output, const struct conversion *c, long long value)
{
    const char *prefix = value < 0 ? "-" : c->plus ? "+" : c->space ? " " : "";

    put_number(output, c, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value, prefix, 10);
}

static void put_unsigned(struct output *output, const struct conversion *c, unsigned long long value)
{
    const char *prefix = "";

    if (c->kind == 'x' && c->alternate && value)
        prefix = "0x";
    else if (c->kind == 'X' && c->alternate && value)
        prefix = "0X";
    put_number(output, c, value, prefix, c->kind == 'u' ? 10 : c->kind == 'o' ? 8 : 16);
}

static void put_pointer(struct output *output, struct conversion *c, unsigned value)
{
    c->kind = 'x';
    put_number(output, c, value, "0x", 16);
}

/* An integer argument cut to its size, with its sign or without. */
static long long narrow_signed(long long value, int size)
{
    return size == 1 ? (signed char)value : size == 2 ? (short)value : size == 4 ? (int)value : value;
}

static unsigned long long narrow_unsigned(unsigned long long value, int size)
{
    return size == 1 ? (unsigned char)value : size == 2 ? (unsigned short)value
         : size == 4 ? (unsigned)value : value;
}

static void store_count(void *to, int size, int count)
{
    if (size == 1)
        *(signed char *)to = (signed char)count;
    else if (size == 2)
        *(short *)to = (short)count;
    else if (size == 4)
        *(int *)to = count;
    else
        *(long long *)to = count;
}

static const char *read_flags(struct conversion *c, const char *format)
{
    for (;; format++) {
        if (*format == '-')
            c->left = 1;
        else if (*format == '+')
            c->plus = 1;
        else if (*format == ' ')
            c->space = 1;
        else if (*format == '#')
            c->alternate = 1;
        else if (*format == '0')
            c->zero = 1;
        else
            return format;
    }
}

static const char *read_length(struct conversion *c, const char *format)
{
    c->size = 4;
    if (*format == 'h') {
        c->size = 2;
        if (*++format == 'h') {
            c->size = 1;
            format++;
        }
    } else if (*format == 'l') {
        if (*++format == 'l') {
            c->size = 8;
            format++;
        }
    } else if (*format == 'j') {
        c->size = 8;
        format++;
    } else if (*format == 'z' || *format == 't') {
        format++;
    }
    return format;
}

static const char *read_number(const char *format, int *number)
{
    *number = 0;
    while (*format >= '0' && *format <= '9') {
        if (*number < 100000000)
            *number = *number * 10 + (*format - '0');
        format++;
    }
    return format;
}

/* The same as vprintf, to wherever put(to, c) brings each character. */
int __format(void (*put_character)(void *to, char c), void *to, const char *format, va_list arguments)
{
    struct output output;
    struct conversion c;
    const char *start;
    char character;

    output.put = put_character;
    output.to = to;
    output.count = 0;
    while (*format) {
        if (*format != '%') {
            put(&output, *format++);
            continue;
        }
        start = format;
        c.left = c.plus = c.space = c.alternate = c.zero = 0;
        c.precision = -1;
        format = read_flags(&c, format + 1);
        if (*format == '*') {
            format++;
            c.width = va_arg(arguments, int);
            if (c.width < 0) {
                c.left = 1;
                c.width = -c.width;
            }
        } else {
            format = read_number(format, &c.width);
        }
        if (*format == '.') {
            format++;
            if (*format == '*') {
                format++;
                c.precision = va_arg(arguments, int);
            } else {
                format = read_number(format, &c.precision);
            }
        }
        format = read_length(&c, format);
        c.kind = *format;
        switch (c.kind) {
        case 'd':
        case 'i':
            put_signed(&output, &c, c.size == 8 ? va_arg(arguments, long long)
                                  : narrow_signed(va_arg(arguments, int), c.size));
            break;
        case 'u':
        case 'o':
        case 'x':
        case 'X':
            put_unsigned(&output, &c, c.size == 8 ? va_arg(arguments, unsigned long long)
                                    : narrow_unsigned(va_arg(arguments, unsigned), c.size));
            break;
        case 'c':
            character = (char)va_arg(arguments, int);
            put_padded(&output, &c, &character, 1);
            break;
        case 's':
            put_string(&output, &c, va_arg(arguments, const char *));
            break;
        case 'p':
            put_pointer(&output, &c, (unsigned)va_arg(arguments, void *));
            break;
        case 'n':
            store_count(va_arg(arguments, void *), c.size, output.count);
            break;
        case '%':
            put(&output, '%');
            break;
        default:                        /* no conversion: shown as it stands */
            while (start < format)
                put(&output, *start++);
            continue;
        }
        format++;
    }
    return output.count;
}
