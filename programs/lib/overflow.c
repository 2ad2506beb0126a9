/*
 * Arithmetic without bounds, for the compiler's __builtin_add_overflow and its like where 64 bits are
 * not enough. Numbers are a sign and a magnitude here, so that -1 and 2^64 - 1 can meet.
 */

typedef unsigned long long u64;

enum { ADD, SUB, MUL };

struct number {
    int negative;
    int over;                   /* the magnitude has not fitted */
    u64 magnitude;
};

int __swtch_overflow(int how, u64 a, u64 b, u64 *result);

static struct number number(u64 bits, int is_signed)
{
    struct number n = { is_signed && (long long)bits < 0, 0, bits };

    if (n.negative)
        n.magnitude = -bits;
    return n;
}

static struct number sum(struct number a, struct number b)
{
    struct number n = a;

    if (a.negative == b.negative) {
        n.magnitude = a.magnitude + b.magnitude;
        n.over = n.magnitude < a.magnitude;
    } else if (a.magnitude >= b.magnitude) {
        n.magnitude = a.magnitude - b.magnitude;
    } else {
        n.negative = b.negative;
        n.magnitude = b.magnitude - a.magnitude;
    }
    return n;
}

static struct number product(struct number a, struct number b)
{
    struct number n = { a.negative ^ b.negative, 0, a.magnitude * b.magnitude };

    n.over = a.magnitude && n.magnitude / a.magnitude != b.magnitude;
    return n;
}

/* Whether a number of `bits` bits, perhaps signed, can hold n. */
static int fits(struct number n, int bits, int is_signed)
{
    if (n.over)
        return 0;
    if (n.negative && n.magnitude)
        return is_signed && n.magnitude <= 1ull << (bits - 1);
    return n.magnitude <= ~0ull >> (64 - bits + is_signed);
}

/*
 * how: the operation in bits 0 and 1; bits 2, 3 and 4: whether a, b and the result are signed; from bit
 * 8 on the result's width. *result receives the low bits in any case; the value says whether bits were
 * lost.
 */
int __swtch_overflow(int how, u64 a, u64 b, u64 *result)
{
    struct number left = number(a, how >> 2 & 1);
    struct number right = number(b, how >> 3 & 1);
    struct number n;

    if ((how & 3) == SUB)
        right.negative = !right.negative;
    n = (how & 3) == MUL ? product(left, right) : sum(left, right);
    *result = n.negative ? -n.magnitude : n.magnitude;
    return !fits(n, how >> 8, how >> 4 & 1);
}
