/* Reads JSON into a tree, prints it well indented, and says what is in it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Usage: json [-]    with "-", the text is read from standard input. Numbers are kept as text. */

#define DEPTH_MAX 200

enum kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct value {
    enum kind kind;
    char *text;                 /* of a number or string */
    char *name;                 /* of a member of an object */
    struct value *first;        /* elements or members */
    struct value *next;         /* the next one in the same array or object */
};

static const char sample[] =
    "{ \"machine\": \"classic\", \"caches\": [\n"
    "  {\"name\": \"l1i\", \"size\": 16384, \"ways\": 4},\n"
    "  {\"name\": \"l1d\", \"size\": 16384, \"ways\": 4, \"write\": \"back\"},\n"
    "  {\"name\": \"l2\", \"size\": 262144, \"ways\": 8}],\n"
    "  \"tlb\": {\"entries\": 64, \"refill\": \"software\", \"note\": \"tab\\tquote\\\"\\u00e9\\u20ac\"},\n"
    "  \"ratio\": -1.25e+3, \"empty\": {}, \"none\": [], \"on\": true, \"off\": false, \"rest\": null }\n";

static const char *start, *at;

/* Says what is wrong and where, and ends the program. */
static void fail(const char *format, ...)
{
    va_list arguments;
    int line = 1, column = 1;

    for (const char *c = start; c < at; c++) {
        column++;
        if (*c == '\n') {
            line++;
            column = 1;
        }
    }
    fprintf(stderr, "json: line %d, column %d: ", line, column);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    exit(1);
}

static void *allocate(void *old, size_t size)
{
    void *memory = realloc(old, size);

    if (!memory) {
        fprintf(stderr, "json: no memory\n");
        exit(1);
    }
    return memory;
}

static struct value *new_value(enum kind kind)
{
    struct value *value = allocate(NULL, sizeof *value);

    memset(value, 0, sizeof *value);
    value->kind = kind;
    return value;
}

static void free_value(struct value *value)
{
    while (value) {
        struct value *next = value->next;

        free_value(value->first);
        free(value->text);
        free(value->name);
        free(value);
        value = next;
    }
}

/* --- reading --- */

static void skip_blanks(void)
{
    while (*at && strchr(" \t\r\n", *at))
        at++;
}

static void expect(char c)
{
    if (*at != c)
        fail("'%c' expected", c);
    at++;
}

static unsigned four_hex_digits(void)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++, at++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = *at ? strchr(digits, *at) : NULL;

        if (!digit)
            fail("four hexadecimal digits expected");
        value = value << 4 | (unsigned)((digit - digits) & 15);
    }
    return value;
}

/* UTF-8 of a code point below 0x110000. */
static size_t encode(char *to, unsigned code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* What follows a backslash, as bytes; two escapes may make one character. */
static size_t read_escape(char *to)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *found = *at ? strchr(names, *at) : NULL;
    unsigned code, low;

    if (found) {
        at++;
        to[0] = values[found - names];
        return 1;
    }
    if (*at != 'u')
        fail("unknown escape");
    at++;
    code = four_hex_digits();
    if (code >= 0xd800 && code < 0xdc00) {
        expect('\\');
        expect('u');
        low = four_hex_digits();
        if (low < 0xdc00 || low > 0xdfff)
            fail("the second half of a pair expected");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else if (code == 0 || (code >= 0xdc00 && code < 0xe000)) {
        fail("this character cannot stand alone");
    }
    return encode(to, code);
}

static char *read_string(void)
{
    size_t room = 16, length = 0;
    char *text = allocate(NULL, room);

    expect('"');
    while (*at != '"') {
        if ((unsigned char)*at < 0x20)
            fail(*at ? "a control character in a string" : "the string does not end");
        if (length + 5 > room)
            text = allocate(text, room *= 2);
        if (*at == '\\') {
            at++;
            length += read_escape(text + length);
        } else {
            text[length++] = *at++;
        }
    }
    at++;
    text[length] = '\0';
    return text;
}

static void read_digits(void)
{
    if (*at < '0' || *at > '9')
        fail("a digit expected");
    while (*at >= '0' && *at <= '9')
        at++;
}

static struct value *read_number(void)
{
    struct value *value = new_value(JSON_NUMBER);
    const char *begin = at;

    if (*at == '-')
        at++;
    if (*at == '0')
        at++;
    else
        read_digits();
    if (*at == '.') {
        at++;
        read_digits();
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        if (*at == '+' || *at == '-')
            at++;
        read_digits();
    }
    value->text = allocate(NULL, (size_t)(at - begin) + 1);
    memcpy(value->text, begin, (size_t)(at - begin));
    value->text[at - begin] = '\0';
    return value;
}

static struct value *read_value(int depth);

/* The elements of an array, or the members of an object. */
static struct value *read_list(enum kind kind, char close, int depth)
{
    struct value *list = new_value(kind);
    struct value **end = &list->first;

    at++;
    skip_blanks();
    if (*at == close) {
        at++;
        return list;
    }
    for (;;) {
        char *name = NULL;

        if (kind == JSON_OBJECT) {
            skip_blanks();
            name = read_string();
            skip_blanks();
            expect(':');
        }
        *end = read_value(depth + 1);
        (*end)->name = name;
        end = &(*end)->next;
        skip_blanks();
        if (*at != ',')
            break;
        at++;
    }
    expect(close);
    return list;
}

static struct value *read_word(void)
{
    static const char *const words[] = { "null", "false", "true" };

    for (int i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);

        if (strncmp(at, words[i], length) == 0) {
            at += length;
            return new_value((enum kind)i);
        }
    }
    fail("a value expected");
    return NULL;
}

static struct value *read_value(int depth)
{
    struct value *value;

    if (depth > DEPTH_MAX)
        fail("nested deeper than %d", DEPTH_MAX);
    skip_blanks();
    switch (*at) {
    case '{':
        return read_list(JSON_OBJECT, '}', depth);
    case '[':
        return read_list(JSON_ARRAY, ']', depth);
    case '"':
        value = new_value(JSON_STRING);
        value->text = read_string();
        return value;
    default:
        return *at == '-' || (*at >= '0' && *at <= '9') ? read_number() : read_word();
    }
}

/* --- printing --- */

static void print_string(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_value(const struct value *value, int indent)
{
    static const char *const words[] = { "null", "false", "true" };
    int object = value->kind == JSON_OBJECT;

    if (value->kind <= JSON_TRUE) {
        printf("%s", words[value->kind]);
    } else if (value->kind == JSON_NUMBER) {
        printf("%s", value->text);
    } else if (value->kind == JSON_STRING) {
        print_string(value->text);
    } else if (!value->first) {
        printf(object ? "{}" : "[]");
    } else {
        printf(object ? "{\n" : "[\n");
        for (const struct value *item = value->first; item; item = item->next) {
            printf("%*s", indent + 2, "");
            if (object) {
                print_string(item->name);
                printf(": ");
            }
            print_value(item, indent + 2);
            printf(item->next ? ",\n" : "\n");
        }
        printf("%*s%c", indent, "", object ? '}' : ']');
    }
}

static void count_kinds(const struct value *value, unsigned *counts)
{
    counts[value->kind]++;
    for (const struct value *item = value->first; item; item = item->next)
        count_kinds(item, counts);
}

static char *read_input(void)
{
    size_t room = 1024, length = 0;
    char *text = allocate(NULL, room);
    size_t got;

    while ((got = fread(text + length, 1, room - length - 1, stdin)) > 0) {
        length += got;
        if (length + 1 == room)
            text = allocate(text, room *= 2);
    }
    text[length] = '\0';
    return text;
}

int main(int argc, char **argv)
{
    int from_input = argc == 2 && strcmp(argv[1], "-") == 0;
    unsigned counts[JSON_OBJECT + 1] = { 0 };
    struct value *value;
    char *input = NULL;

    if (argc > 1 && !from_input) {
        fprintf(stderr, "usage: json [-]\n");
        return 1;
    }
    if (from_input)
        input = read_input();
    start = at = input ? input : sample;
    value = read_value(0);
    skip_blanks();
    if (*at)
        fail("something follows the value");
    print_value(value, 0);
    count_kinds(value, counts);
    printf("\n%u objects, %u arrays, %u strings, %u numbers, %u others\n", counts[JSON_OBJECT],
           counts[JSON_ARRAY], counts[JSON_STRING], counts[JSON_NUMBER],
           counts[JSON_NULL] + counts[JSON_FALSE] + counts[JSON_TRUE]);
    free_value(value);
    free(input);
    return 0;
}
