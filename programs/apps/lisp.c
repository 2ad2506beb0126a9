/* A small Lisp: a reader, an evaluator with closures and tail calls, a printer. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Usage: lisp [-]    with "-", expressions are read from standard input
 *
 * Special forms: quote if cond define lambda let begin and or. Only the empty list and #f are false.
 * Cells are never given back: a program that needs more than CELLS_MAX of them ends with a message.
 */

#define CELLS_MAX   300000
#define SYMBOL_MAX  32
#define DEPTH_MAX   2000
#define BLOCK       1000        /* cells that are fetched at once */

enum kind { NIL, FALSE_VALUE, NUMBER, SYMBOL, PAIR, PRIMITIVE, CLOSURE };

struct cell {
    enum kind kind;
    union {
        int number;
        struct { char *name; struct cell *next; } symbol;
        struct { struct cell *head, *tail; } pair;
        struct { const char *name; struct cell *(*function)(struct cell *arguments); } primitive;
        struct { struct cell *lambda, *scope; } closure;        /* (parameters . body) */
    } as;
};

static const char sample[] =
    "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))\n"
    "(fact 10)\n"
    "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))\n"
    "(fib 12)\n"
    "(define (map f list) (if (null? list) list (cons (f (car list)) (map f (cdr list)))))\n"
    "(map (lambda (n) (* n n)) '(1 2 3 4 5))\n"
    "(define (range from to) (if (> from to) '() (cons from (range (+ from 1) to))))\n"
    "(define (filter keep? list)\n"
    "  (cond ((null? list) '())\n"
    "        ((keep? (car list)) (cons (car list) (filter keep? (cdr list))))\n"
    "        (#t (filter keep? (cdr list)))))\n"
    "(define (prime? n)\n"
    "  (define (try d) (or (> (* d d) n) (and (not (= (remainder n d) 0)) (try (+ d 1)))))\n"
    "  (and (> n 1) (try 2)))\n"
    "(filter prime? (range 1 60))\n"
    "(define (adder n) (lambda (m) (+ n m)))\n"
    "((adder 40) 2)\n"
    "(define (count n sum) (if (= n 0) sum (count (- n 1) (+ sum n))))\n"
    "(count 1000 0)\n"
    "(let ((a 2) (b 3)) (list a b (* a b)))\n"
    "'(a (b . c) () #f)\n"
    "(define (hanoi n) (if (= n 0) 0 (+ (hanoi (- n 1)) 1 (hanoi (- n 1)))))\n"
    "(hanoi 6)\n"
    "car\n"
    "fact\n";

static struct cell nil = { NIL, { 0 } }, false_value = { FALSE_VALUE, { 0 } };
static struct cell *symbols;            /* all of them, each once */
static struct cell *true_symbol, *quote_symbol, *if_symbol, *cond_symbol, *define_symbol;
static struct cell *lambda_symbol, *let_symbol, *begin_symbol, *and_symbol, *or_symbol;
static struct cell *globals = &nil;     /* ((name . value) ...); a scope ends in the globals */
static int cells_used, depth;

static void fail(const char *message, const char *name)
{
    fflush(stdout);
    fprintf(stderr, "lisp: %s%s%s\n", message, name ? ": " : "", name ? name : "");
    exit(1);
}

/* --- cells --- */

static struct cell *new_cell(enum kind kind)
{
    static struct cell *block;
    struct cell *cell;

    if (cells_used == CELLS_MAX)
        fail("all cells are used up", NULL);
    if (cells_used++ % BLOCK == 0 && !(block = malloc(BLOCK * sizeof *block)))
        fail("no memory", NULL);
    cell = block++;
    cell->kind = kind;
    return cell;
}

static struct cell *number(int value)
{
    struct cell *cell = new_cell(NUMBER);

    cell->as.number = value;
    return cell;
}

static struct cell *cons(struct cell *head, struct cell *tail)
{
    struct cell *cell = new_cell(PAIR);

    cell->as.pair.head = head;
    cell->as.pair.tail = tail;
    return cell;
}

static struct cell *head(struct cell *cell)
{
    if (cell->kind != PAIR)
        fail("a pair is needed", NULL);
    return cell->as.pair.head;
}

static struct cell *tail(struct cell *cell)
{
    if (cell->kind != PAIR)
        fail("a pair is needed", NULL);
    return cell->as.pair.tail;
}

static struct cell *symbol(const char *name)
{
    struct cell *cell;

    for (cell = symbols; cell; cell = cell->as.symbol.next)
        if (strcmp(cell->as.symbol.name, name) == 0)
            return cell;
    cell = new_cell(SYMBOL);
    cell->as.symbol.name = malloc(strlen(name) + 1);
    if (!cell->as.symbol.name)
        fail("no memory", NULL);
    strcpy(cell->as.symbol.name, name);
    cell->as.symbol.next = symbols;
    symbols = cell;
    return cell;
}

static int is_true(const struct cell *cell)
{
    return cell != &nil && cell != &false_value;
}

static struct cell *truth(int holds)
{
    return holds ? true_symbol : &false_value;
}

/* --- reading --- */

static const char *text = sample;       /* NULL: standard input */
static int next_character = ' ';

static void advance(void)
{
    if (text)
        next_character = *text ? (unsigned char)*text++ : EOF;
    else
        next_character = getchar();
}

static void skip_blanks(void)
{
    while (isspace(next_character) || next_character == ';') {
        if (next_character == ';')
            while (next_character != '\n' && next_character != EOF)
                advance();
        else
            advance();
    }
}

static struct cell *read_expression(void);

static struct cell *read_tail(void)
{
    struct cell *first, *rest;

    skip_blanks();
    if (next_character == EOF)
        fail("a list does not end", NULL);
    if (next_character == ')') {
        advance();
        return &nil;
    }
    first = read_expression();
    if (first->kind == SYMBOL && strcmp(first->as.symbol.name, ".") == 0) {
        rest = read_expression();
        skip_blanks();
        if (next_character != ')')
            fail("one expression follows a dot", NULL);
        advance();
        return rest;
    }
    return cons(first, read_tail());
}

static struct cell *read_atom(void)
{
    char name[SYMBOL_MAX];
    int length = 0;

    while (next_character != EOF && !isspace(next_character) && !strchr("();'", next_character)) {
        if (length == SYMBOL_MAX - 1)
            fail("a name is too long", NULL);
        name[length++] = (char)next_character;
        advance();
    }
    name[length] = '\0';
    if (isdigit((unsigned char)name[name[0] == '-']))
        return number(atoi(name));
    return strcmp(name, "#f") == 0 ? &false_value : symbol(name);
}

static struct cell *read_expression(void)
{
    skip_blanks();
    if (next_character == EOF || next_character == ')')
        fail(next_character == EOF ? "an expression is missing" : "one ) too many", NULL);
    if (next_character == '(') {
        advance();
        return read_tail();
    }
    if (next_character == '\'') {
        advance();
        return cons(quote_symbol, cons(read_expression(), &nil));
    }
    return read_atom();
}

/* --- evaluating --- */

static struct cell *bind(struct cell *name, struct cell *value, struct cell *scope)
{
    if (name->kind != SYMBOL)
        fail("only a name can have a value", NULL);
    return cons(cons(name, value), scope);
}

static struct cell *look_up(struct cell *name, struct cell *scope)
{
    for (int in_globals = 0; in_globals < 2; in_globals++, scope = globals)
        for (; scope != &nil; scope = scope->as.pair.tail)
            if (scope->as.pair.head->as.pair.head == name)
                return scope->as.pair.head->as.pair.tail;
    fail("not defined", name->as.symbol.name);
    return NULL;
}

static struct cell *evaluate(struct cell *expression, struct cell *scope);

static struct cell *evaluate_all(struct cell *list, struct cell *scope)
{
    struct cell *first;

    if (list == &nil)
        return &nil;
    first = evaluate(head(list), scope);
    return cons(first, evaluate_all(tail(list), scope));
}

static struct cell *closure(struct cell *lambda, struct cell *scope)
{
    struct cell *cell = new_cell(CLOSURE);

    cell->as.closure.lambda = lambda;
    cell->as.closure.scope = scope;
    return cell;
}

/* (define name value) or (define (name parameter ...) body ...), into the scope or the globals. */
static void define(struct cell *form, struct cell **scope)
{
    struct cell **into = *scope == &nil ? &globals : scope;
    int function = head(form)->kind == PAIR;
    struct cell *binding = cons(function ? head(head(form)) : head(form), &nil);

    if (head(binding)->kind != SYMBOL)
        fail("only a name can have a value", NULL);
    *into = cons(binding, *into);
    if (function)
        binding->as.pair.tail = closure(cons(tail(head(form)), tail(form)), *scope);
    else
        binding->as.pair.tail = evaluate(head(tail(form)), *scope);
}

/* Everything but the last expression of a body; that one is left to the caller. */
static struct cell *all_but_last(struct cell *body, struct cell **scope)
{
    for (; tail(body) != &nil; body = tail(body)) {
        struct cell *form = head(body);

        if (form->kind == PAIR && head(form) == define_symbol)
            define(tail(form), scope);
        else
            evaluate(form, *scope);
    }
    return head(body);
}

static struct cell *bind_all(struct cell *names, struct cell *values, struct cell *scope)
{
    for (; names->kind == PAIR; names = tail(names), values = tail(values)) {
        if (values == &nil)
            fail("too few arguments for", head(names)->as.symbol.name);
        scope = bind(head(names), head(values), scope);
    }
    if (names->kind == SYMBOL)
        return bind(names, values, scope);
    if (values != &nil)
        fail("too many arguments", NULL);
    return scope;
}

/* The clause of a cond that applies: its last expression; NULL if there is none. */
static struct cell *choose(struct cell *clauses, struct cell **scope)
{
    for (; clauses != &nil; clauses = tail(clauses))
        if (is_true(evaluate(head(head(clauses)), *scope)))
            return all_but_last(tail(head(clauses)), scope);
    return NULL;
}

static struct cell *let_scope(struct cell *bindings, struct cell *scope)
{
    struct cell *inner = scope;

    for (; bindings != &nil; bindings = tail(bindings))
        inner = bind(head(head(bindings)), evaluate(head(tail(head(bindings))), scope), inner);
    return inner;
}

/* The loop is for tail calls: an expression in tail position replaces the one it is in. */
static struct cell *evaluate_here(struct cell *expression, struct cell *scope)
{
    for (;;) {
        struct cell *form, *function, *arguments;

        if (expression->kind == SYMBOL)
            return expression == true_symbol ? expression : look_up(expression, scope);
        if (expression->kind != PAIR)
            return expression;
        form = head(expression);
        arguments = tail(expression);
        if (form == quote_symbol)
            return head(arguments);
        if (form == if_symbol) {
            struct cell *otherwise = tail(tail(arguments));

            if (is_true(evaluate(head(arguments), scope)))
                expression = head(tail(arguments));
            else if (otherwise != &nil)
                expression = head(otherwise);
            else
                return &nil;
            continue;
        }
        if (form == cond_symbol) {
            expression = choose(arguments, &scope);
            if (!expression)
                return &nil;
            continue;
        }
        if (form == define_symbol) {
            define(arguments, &scope);
            return &nil;
        }
        if (form == lambda_symbol)
            return closure(arguments, scope);
        if (form == let_symbol) {
            scope = let_scope(head(arguments), scope);
            expression = all_but_last(tail(arguments), &scope);
            continue;
        }
        if (form == begin_symbol) {
            expression = all_but_last(arguments, &scope);
            continue;
        }
        if (form == and_symbol || form == or_symbol) {
            if (arguments == &nil)
                return truth(form == and_symbol);
            for (; tail(arguments) != &nil; arguments = tail(arguments)) {
                struct cell *value = evaluate(head(arguments), scope);

                if (is_true(value) == (form == or_symbol))
                    return value;
            }
            expression = head(arguments);
            continue;
        }
        function = evaluate(form, scope);
        arguments = evaluate_all(arguments, scope);
        if (function->kind == PRIMITIVE)
            return function->as.primitive.function(arguments);
        if (function->kind != CLOSURE)
            fail("this cannot be called", NULL);
        scope = bind_all(head(function->as.closure.lambda), arguments, function->as.closure.scope);
        expression = all_but_last(tail(function->as.closure.lambda), &scope);
    }
}

static struct cell *evaluate(struct cell *expression, struct cell *scope)
{
    struct cell *value;

    if (++depth > DEPTH_MAX)
        fail("too deep", NULL);
    value = evaluate_here(expression, scope);
    depth--;
    return value;
}

/* --- primitives --- */

static int number_of(struct cell *cell)
{
    if (cell->kind != NUMBER)
        fail("a number is needed", NULL);
    return cell->as.number;
}

static int first(struct cell *arguments)
{
    return number_of(head(arguments));
}

static int second(struct cell *arguments)
{
    return number_of(head(tail(arguments)));
}

static struct cell *add(struct cell *arguments)
{
    unsigned sum = 0;

    for (; arguments != &nil; arguments = tail(arguments))
        sum += (unsigned)first(arguments);
    return number((int)sum);
}

static struct cell *multiply(struct cell *arguments)
{
    unsigned product = 1;

    for (; arguments != &nil; arguments = tail(arguments))
        product *= (unsigned)first(arguments);
    return number((int)product);
}

static struct cell *subtract(struct cell *arguments)
{
    if (tail(arguments) == &nil)
        return number((int)(0u - (unsigned)first(arguments)));
    return number((int)((unsigned)first(arguments) - (unsigned)second(arguments)));
}

static int divisor(struct cell *arguments)
{
    if (second(arguments) == 0)
        fail("division by zero", NULL);
    return second(arguments);
}

static struct cell *quotient(struct cell *arguments)
{
    return second(arguments) == -1 ? subtract(cons(head(arguments), &nil))
                                   : number(first(arguments) / divisor(arguments));
}

static struct cell *rest_of_division(struct cell *arguments)
{
    return number(second(arguments) == -1 ? 0 : first(arguments) % divisor(arguments));
}

static struct cell *less(struct cell *arguments)
{
    return truth(first(arguments) < second(arguments));
}

static struct cell *greater(struct cell *arguments)
{
    return truth(first(arguments) > second(arguments));
}

static struct cell *equal(struct cell *arguments)
{
    return truth(first(arguments) == second(arguments));
}

static struct cell *negate(struct cell *arguments)
{
    return truth(!is_true(head(arguments)));
}

static struct cell *is_null(struct cell *arguments)
{
    return truth(head(arguments) == &nil);
}

static struct cell *is_pair(struct cell *arguments)
{
    return truth(head(arguments)->kind == PAIR);
}

static struct cell *is_same(struct cell *arguments)
{
    return truth(head(arguments) == head(tail(arguments)));
}

static struct cell *car(struct cell *arguments)
{
    return head(head(arguments));
}

static struct cell *cdr(struct cell *arguments)
{
    return tail(head(arguments));
}

static struct cell *construct(struct cell *arguments)
{
    return cons(head(arguments), head(tail(arguments)));
}

static struct cell *list(struct cell *arguments)
{
    return arguments;
}

static const struct primitive {
    const char *name;
    struct cell *(*function)(struct cell *arguments);
} primitives[] = {
    { "+", add }, { "*", multiply }, { "-", subtract }, { "quotient", quotient },
    { "remainder", rest_of_division }, { "<", less }, { ">", greater }, { "=", equal },
    { "not", negate }, { "null?", is_null }, { "pair?", is_pair }, { "eq?", is_same },
    { "car", car }, { "cdr", cdr }, { "cons", construct }, { "list", list },
};

/* --- printing, and the whole --- */

static void print(const struct cell *cell)
{
    switch (cell->kind) {
    case NIL:
        printf("()");
        break;
    case FALSE_VALUE:
        printf("#f");
        break;
    case NUMBER:
        printf("%d", cell->as.number);
        break;
    case SYMBOL:
        printf("%s", cell->as.symbol.name);
        break;
    case PRIMITIVE:
        printf("<primitive %s>", cell->as.primitive.name);
        break;
    case CLOSURE:
        printf("<closure of ");
        print(cell->as.closure.lambda->as.pair.head);
        printf(">");
        break;
    case PAIR:
        printf("(");
        print(cell->as.pair.head);
        for (cell = cell->as.pair.tail; cell->kind == PAIR; cell = cell->as.pair.tail) {
            printf(" ");
            print(cell->as.pair.head);
        }
        if (cell->kind != NIL) {
            printf(" . ");
            print(cell);
        }
        printf(")");
        break;
    }
}

static void set_up(void)
{
    true_symbol = symbol("#t");
    quote_symbol = symbol("quote");
    if_symbol = symbol("if");
    cond_symbol = symbol("cond");
    define_symbol = symbol("define");
    lambda_symbol = symbol("lambda");
    let_symbol = symbol("let");
    begin_symbol = symbol("begin");
    and_symbol = symbol("and");
    or_symbol = symbol("or");
    for (size_t i = 0; i < sizeof primitives / sizeof primitives[0]; i++) {
        struct cell *cell = new_cell(PRIMITIVE);

        cell->as.primitive.name = primitives[i].name;
        cell->as.primitive.function = primitives[i].function;
        globals = bind(symbol(primitives[i].name), cell, globals);
    }
}

int main(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "-") != 0)) {
        fprintf(stderr, "usage: lisp [-]\n");
        return 1;
    }
    if (argc == 2)
        text = NULL;
    set_up();
    for (skip_blanks(); next_character != EOF; skip_blanks()) {
        struct cell *value = evaluate(read_expression(), &nil);

        if (value != &nil) {
            print(value);
            printf("\n");
        }
    }
    printf("%d cells\n", cells_used);
    return 0;
}
