/* Numbers of any length: factorials, powers, and the digits of pi from Machin's formula. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Usage: bignum [DIGITS]    how many digits of pi */

#define BASE        1000000000u         /* nine decimal digits to a limb */
#define DIGITS_MAX  2000

struct number {
    size_t size;                        /* limbs in use; 0: the number is 0 */
    size_t room;
    uint32_t *limbs;                    /* the lowest one first */
};

static void reserve(struct number *n, size_t room)
{
    if (room <= n->room)
        return;
    n->limbs = realloc(n->limbs, room * sizeof *n->limbs);
    if (!n->limbs) {
        fprintf(stderr, "bignum: no memory\n");
        exit(1);
    }
    n->room = room;
}

static void set(struct number *n, uint32_t value)
{
    reserve(n, 1);
    n->limbs[0] = value;
    n->size = value != 0;
}

static void trim(struct number *n)
{
    while (n->size && n->limbs[n->size - 1] == 0)
        n->size--;
}

/* n = n * factor + summand */
static void multiply_small(struct number *n, uint32_t factor, uint32_t summand)
{
    uint64_t carry = summand;

    for (size_t i = 0; i < n->size; i++) {
        carry += (uint64_t)n->limbs[i] * factor;
        n->limbs[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    if (carry) {
        reserve(n, n->size + 1);
        n->limbs[n->size++] = (uint32_t)carry;
    }
    trim(n);
}

/* n = n / divisor; what is left over. */
static uint32_t divide_small(struct number *n, uint32_t divisor)
{
    uint64_t rest = 0;

    for (size_t i = n->size; i-- > 0;) {
        rest = rest * BASE + n->limbs[i];
        n->limbs[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    trim(n);
    return (uint32_t)rest;
}

static void add(struct number *n, const struct number *m)
{
    uint32_t carry = 0;

    reserve(n, (n->size > m->size ? n->size : m->size) + 1);
    for (size_t i = 0; i < m->size || carry; i++) {
        uint32_t sum = carry + (i < n->size ? n->limbs[i] : 0) + (i < m->size ? m->limbs[i] : 0);

        carry = sum >= BASE;
        n->limbs[i] = carry ? sum - BASE : sum;
        if (i == n->size)
            n->size++;
    }
}

/* n = n - m, where m is not larger. */
static void subtract(struct number *n, const struct number *m)
{
    uint32_t borrow = 0;

    for (size_t i = 0; i < n->size && (i < m->size || borrow); i++) {
        uint32_t take = borrow + (i < m->size ? m->limbs[i] : 0);

        borrow = n->limbs[i] < take;
        n->limbs[i] += (borrow ? BASE : 0) - take;
    }
    trim(n);
}

/* product = a * b, limb by limb; it must be neither of them. */
static void multiply(struct number *product, const struct number *a, const struct number *b)
{
    reserve(product, a->size + b->size + 1);
    memset(product->limbs, 0, product->room * sizeof *product->limbs);
    product->size = a->size + b->size;
    for (size_t i = 0; i < a->size; i++) {
        uint64_t carry = 0;

        for (size_t j = 0; j < b->size; j++) {
            carry += product->limbs[i + j] + (uint64_t)a->limbs[i] * b->limbs[j];
            product->limbs[i + j] = (uint32_t)(carry % BASE);
            carry /= BASE;
        }
        product->limbs[i + b->size] = (uint32_t)carry;
    }
    trim(product);
}

static void copy(struct number *to, const struct number *from)
{
    reserve(to, from->size + 1);
    memcpy(to->limbs, from->limbs, from->size * sizeof *to->limbs);
    to->size = from->size;
}

static void print(const char *name, const struct number *n)
{
    printf("%s%u", name, n->size ? (unsigned)n->limbs[n->size - 1] : 0);
    for (size_t i = n->size; i-- > 1;)
        printf("%09u", (unsigned)n->limbs[i - 1]);
    printf("\n");
}

static void release(struct number *n)
{
    free(n->limbs);
}

/* --- uses --- */

static void print_factorial(uint32_t n)
{
    struct number product = { 0 };
    char name[24];

    set(&product, 1);
    for (uint32_t i = 2; i <= n; i++)
        multiply_small(&product, i, 0);
    sprintf(name, "%u! = ", (unsigned)n);
    print(name, &product);
    release(&product);
}

/* By squaring: the bits of the exponent from the top. */
static void print_power(uint32_t base, uint32_t exponent)
{
    struct number power = { 0 }, square = { 0 };
    char name[32];

    set(&power, 1);
    for (int bit = 31; bit >= 0; bit--) {
        multiply(&square, &power, &power);
        copy(&power, &square);
        if (exponent >> bit & 1)
            multiply_small(&power, base, 0);
    }
    sprintf(name, "%u^%u = ", (unsigned)base, (unsigned)exponent);
    print(name, &power);
    release(&power);
    release(&square);
}

/* sum += sign * factor * unit * arctan(1 / x) */
static void add_arctan(struct number *sum, const struct number *unit, uint32_t factor, uint32_t x, int sign)
{
    struct number power = { 0 }, term = { 0 };

    copy(&power, unit);
    multiply_small(&power, factor, 0);
    divide_small(&power, x);
    for (uint32_t odd = 1; power.size; odd += 2) {
        copy(&term, &power);
        divide_small(&term, odd);
        if (sign > 0)
            add(sum, &term);
        else
            subtract(sum, &term);
        divide_small(&power, x * x);
        sign = -sign;
    }
    release(&power);
    release(&term);
}

/* pi = 16 arctan(1/5) - 4 arctan(1/239), with nine digits more than wanted. */
static void print_pi(int digits)
{
    struct number unit = { 0 }, pi = { 0 };

    set(&unit, 1);
    for (int i = 0; i < digits + 9; i++)
        multiply_small(&unit, 10, 0);
    set(&pi, 0);
    add_arctan(&pi, &unit, 16, 5, 1);
    add_arctan(&pi, &unit, 4, 239, -1);
    divide_small(&pi, BASE);
    printf("pi to %d digits behind the point, without the point:\n", digits);
    print("", &pi);
    release(&unit);
    release(&pi);
}

int main(int argc, char **argv)
{
    int digits = argc > 1 ? atoi(argv[1]) : 150;

    if (argc > 2 || digits < 1 || digits > DIGITS_MAX) {
        fprintf(stderr, "usage: bignum [DIGITS], up to %d\n", DIGITS_MAX);
        return 1;
    }
    print_factorial(50);
    print_factorial(100);
    print_power(2, 521);
    print_power(7, 77);
    print_pi(digits);
    return 0;
}
