/* A stack machine: an assembler for it, and an interpreter that dispatches with one switch. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Usage: vm [NAME | -]    one of the built-in programs, all of them, or standard input */

#define CODE_MAX    1000
#define STACK_MAX   1000
#define MEMORY_MAX  4096
#define LABELS_MAX  50
#define NAME_MAX    24
#define STEPS_MAX   50000000u

enum opcode { PUSH, DROP, DUP, SWAP, OVER, ADD, SUB, MUL, DIV, MOD, LESS, EQUAL, LOAD, STORE, JUMP,
              JUMP_ZERO, CALL, RETURN, PRINT, HALT };

static const struct instruction {
    const char *name;
    int operand;                /* whether a number or a label follows */
} instructions[] = {
    [PUSH] = { "push", 1 }, [DROP] = { "drop", 0 }, [DUP] = { "dup", 0 }, [SWAP] = { "swap", 0 },
    [OVER] = { "over", 0 }, [ADD] = { "add", 0 }, [SUB] = { "sub", 0 }, [MUL] = { "mul", 0 },
    [DIV] = { "div", 0 }, [MOD] = { "mod", 0 }, [LESS] = { "less", 0 }, [EQUAL] = { "equal", 0 },
    [LOAD] = { "load", 0 }, [STORE] = { "store", 0 }, [JUMP] = { "jump", 1 },
    [JUMP_ZERO] = { "jumpz", 1 }, [CALL] = { "call", 1 }, [RETURN] = { "return", 0 },
    [PRINT] = { "print", 0 }, [HALT] = { "halt", 0 },
};

static const struct program {
    const char *name, *text;
} programs[] = {
    { "factorial",
      "        push 1  push 1          ; product and number\n"
      "next:   swap over mul swap      ; product * number\n"
      "        over print\n"
      "        push 1 add dup push 11 less jumpz end jump next\n"
      "end:    halt\n" },
    { "fibonacci",
      "        push 16 call fib print halt\n"
      "fib:    dup push 2 less jumpz deeper return\n"
      "deeper: dup push 1 sub call fib\n"
      "        swap push 2 sub call fib add return\n" },
    { "sieve",
      "        push 2                          ; the candidate\n"
      "next:   dup push 1000 less jumpz count\n"
      "        dup load jumpz prime jump step\n"
      "prime:  dup dup add                     ; its first multiple\n"
      "strike: dup push 1000 less jumpz struck\n"
      "        dup push 1 swap store over add jump strike\n"
      "struck: drop push 1000 load push 1 add push 1000 store\n"
      "step:   push 1 add jump next\n"
      "count:  drop push 1000 load print halt\n" },
    { "collatz",
      "        push 1                          ; the longest chain below 100\n"
      "next:   dup push 100 less jumpz end\n"
      "        dup call chain dup push 1 load swap less jumpz no\n"
      "        push 1 store dup push 0 store jump step\n"
      "no:     drop\n"
      "step:   push 1 add jump next\n"
      "end:    push 0 load print push 1 load print halt\n"
      "chain:  push 0 swap                     ; length and number\n"
      "link:   dup push 1 equal jumpz more drop return\n"
      "more:   swap push 1 add swap\n"
      "        dup push 2 mod jumpz even push 3 mul push 1 add jump link\n"
      "even:   push 2 div jump link\n" },
};

static int code[CODE_MAX], code_size;
static struct label {
    char name[NAME_MAX];
    int place;
} labels[LABELS_MAX];
static int label_count;

static void fail(const char *message, const char *detail)
{
    fflush(stdout);
    fprintf(stderr, "vm: %s%s%s\n", message, detail ? ": " : "", detail ? detail : "");
    exit(1);
}

/* --- the assembler: two passes over words; labels are known after the first --- */

/* The next word of the text; 0 at its end. A semicolon begins a comment. */
static int next_word(const char **text, char *word)
{
    const char *at = *text;
    int length = 0;

    while (isspace((unsigned char)*at) || *at == ';') {
        if (*at == ';')
            while (*at && *at != '\n')
                at++;
        else
            at++;
    }
    for (; *at && *at != ';' && !isspace((unsigned char)*at); at++) {
        if (length == NAME_MAX - 1)
            fail("a word is too long", NULL);
        word[length++] = *at;
    }
    word[length] = '\0';
    *text = at;
    return length;
}

static int place_of(const char *label)
{
    for (int i = 0; i < label_count; i++)
        if (strcmp(labels[i].name, label) == 0)
            return labels[i].place;
    fail("no such label", label);
    return 0;
}

static void add_label(const char *name, int length)
{
    if (label_count == LABELS_MAX)
        fail("too many labels", NULL);
    memcpy(labels[label_count].name, name, (size_t)length);
    labels[label_count].name[length] = '\0';
    labels[label_count++].place = code_size;
}

static void emit(int word)
{
    if (code_size == CODE_MAX)
        fail("the program is too long", NULL);
    code[code_size++] = word;
}

static int opcode_of(const char *name)
{
    for (int opcode = 0; opcode <= HALT; opcode++)
        if (strcmp(instructions[opcode].name, name) == 0)
            return opcode;
    fail("no such instruction", name);
    return 0;
}

static int operand(const char *word)
{
    return isdigit((unsigned char)word[word[0] == '-']) ? atoi(word) : place_of(word);
}

static void assemble(const char *text)
{
    char word[NAME_MAX];

    label_count = 0;
    for (int pass = 1; pass <= 2; pass++) {
        const char *at = text;
        int length;

        code_size = 0;
        while ((length = next_word(&at, word)) > 0) {
            int opcode;

            if (word[length - 1] == ':') {
                if (pass == 1)
                    add_label(word, length - 1);
                continue;
            }
            opcode = opcode_of(word);
            emit(opcode);
            if (instructions[opcode].operand) {
                if (!next_word(&at, word))
                    fail("an operand is missing", NULL);
                emit(pass == 1 ? 0 : operand(word));
            }
        }
    }
    emit(HALT);
}

/* --- the machine --- */

static int stack[STACK_MAX], returns[STACK_MAX], memory[MEMORY_MAX];

static int *cell(int address)
{
    if (address < 0 || address >= MEMORY_MAX)
        fail("no such memory cell", NULL);
    return &memory[address];
}

/* How many instructions were executed. */
static unsigned run(void)
{
    static const signed char needs[] = {
        [DROP] = 1, [DUP] = 1, [SWAP] = 2, [OVER] = 2, [ADD] = 2, [SUB] = 2, [MUL] = 2, [DIV] = 2, [MOD] = 2,
        [LESS] = 2, [EQUAL] = 2, [LOAD] = 1, [STORE] = 2, [JUMP_ZERO] = 1, [PRINT] = 1, [HALT] = 0,
    };
    int *top = stack;           /* the first free place */
    int at = 0, depth = 0, value;
    unsigned steps = 0;

    memset(memory, 0, sizeof memory);
    for (;;) {
        int opcode;

        if (at < 0 || at >= code_size)
            fail("a jump out of the program", NULL);
        opcode = code[at++];
        if (opcode < 0 || opcode > HALT)
            fail("a jump to what is not an instruction", NULL);
        if (top - stack < needs[opcode] || top - stack > STACK_MAX - 2)
            fail("too little or too much on the stack at", instructions[opcode].name);
        if (++steps > STEPS_MAX)
            fail("it does not end", NULL);
        switch (opcode) {
        case PUSH:
            *top++ = code[at++];
            break;
        case DROP:
            top--;
            break;
        case DUP:
            *top = top[-1];
            top++;
            break;
        case SWAP:
            value = top[-1];
            top[-1] = top[-2];
            top[-2] = value;
            break;
        case OVER:
            *top = top[-2];
            top++;
            break;
        case ADD:
            top--;
            top[-1] = (int)((unsigned)top[-1] + (unsigned)*top);
            break;
        case SUB:
            top--;
            top[-1] = (int)((unsigned)top[-1] - (unsigned)*top);
            break;
        case MUL:
            top--;
            top[-1] = (int)((unsigned)top[-1] * (unsigned)*top);
            break;
        case DIV:
        case MOD:
            value = *--top;
            if (value == 0 || value == -1)
                fail("division by 0 or -1", NULL);
            top[-1] = opcode == DIV ? top[-1] / value : top[-1] % value;
            break;
        case LESS:
            top--;
            top[-1] = top[-1] < *top;
            break;
        case EQUAL:
            top--;
            top[-1] = top[-1] == *top;
            break;
        case LOAD:
            top[-1] = *cell(top[-1]);
            break;
        case STORE:             /* value, address */
            top -= 2;
            *cell(top[1]) = top[0];
            break;
        case JUMP:
            at = code[at];
            break;
        case JUMP_ZERO:
            at = *--top ? at + 1 : code[at];
            break;
        case CALL:
            if (depth == STACK_MAX)
                fail("calls too deep", NULL);
            returns[depth++] = at + 1;
            at = code[at];
            break;
        case RETURN:
            if (depth == 0)
                fail("a return without a call", NULL);
            at = returns[--depth];
            break;
        case PRINT:
            printf(" %d", *--top);
            break;
        case HALT:
            return steps;
        }
    }
}

static void assemble_and_run(const char *name, const char *text)
{
    unsigned steps;

    assemble(text);
    printf("%s:", name);
    steps = run();
    printf("\n  %d words of code, %u instructions\n", code_size, steps);
}

int main(int argc, char **argv)
{
    static char input[16384];
    const char *wanted = argc > 1 ? argv[1] : NULL;
    int found = 0;

    if (wanted && strcmp(wanted, "-") == 0) {
        input[fread(input, 1, sizeof input - 1, stdin)] = '\0';
        assemble_and_run("input", input);
        return 0;
    }
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
        if (!wanted || strcmp(wanted, programs[i].name) == 0) {
            assemble_and_run(programs[i].name, programs[i].text);
            found = 1;
        }
    if (!found)
        fail("no such program", wanted);
    return 0;
}
