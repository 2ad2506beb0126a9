/* Builtins that are calls of the library: with a wide result, on bytes and half-words, rare counts. */

static int wide(void)
{
    long long s;
    unsigned long long u;
    int i;

    if (__builtin_add_overflow(0x7ffffffffffffffell, 1, &s) || s != 0x7fffffffffffffffll) return 1;
    if (!__builtin_add_overflow(0x7fffffffffffffffll, 1, &s) || s + 1 != -0x7fffffffffffffffll) return 2;
    if (!__builtin_sub_overflow(0ull, 1ull, &u) || u != ~0ull) return 3;
    if (!__builtin_mul_overflow(0x100000000ll, 0x80000000ll, &s)) return 4;
    if (__builtin_mul_overflow(-0x100000000ll, 0x80000000ll, &s) || s != -0x7fffffffffffffffll - 1) return 5;
    if (__builtin_add_overflow(~0ull, -1, &u) || u != ~0ull - 1) return 6;
    if (!__builtin_add_overflow(~0ull, -1, &s)) return 7;
    if (__builtin_sub_overflow(~0ull, 0xfffffffffffffffeull, &i) || i != 1) return 8;
    if (!__builtin_umulll_overflow(~0ull, 2, &u) || u != ~0ull - 1) return 9;
    return 0;
}

static unsigned char bytes[4] = { 1, 2, 3, 4 };
static unsigned short halves[2] = { 10, 20 };
static signed char small = -1;
static unsigned nands = 0xdeadbeef;
static _Bool flag;

static int narrow(void)
{
    unsigned char expected = 9;
    unsigned short out;

    if (__atomic_fetch_add(&bytes[1], 255, __ATOMIC_SEQ_CST) != 2 || bytes[1] != 1) return 20;
    if (__atomic_sub_fetch(&halves[1], 21, __ATOMIC_SEQ_CST) != 0xffff) return 21;
    if (halves[0] != 10 || bytes[0] != 1 || bytes[2] != 3) return 22;
    if (__atomic_compare_exchange_n(&bytes[3], &expected, 7, 0, 5, 5) || expected != 4) return 23;
    if (!__atomic_compare_exchange_n(&bytes[3], &expected, 7, 0, 5, 5) || bytes[3] != 7) return 24;
    bytes[2] = 0x5a;
    if (__atomic_fetch_nand(&bytes[2], 0x0f, 5) != 0x5a || bytes[2] != 0xf5) return 50;
    if (__atomic_nand_fetch(&bytes[2], 0x3c, 5) != 0xcb || bytes[2] != 0xcb) return 51;
    if (__sync_fetch_and_nand(&nands, 0xffff) != 0xdeadbeef || nands != 0xffff4110) return 52;
    if (__sync_nand_and_fetch(&nands, 0xff00) != 0xffffbeff || nands != 0xffffbeff) return 53;
    bytes[2] = 3;
    if (__atomic_exchange_n(&small, -5, 5) != -1 || small != -5) return 25;
    if (__sync_val_compare_and_swap(&small, -5, -6) != -5 || small != -6) return 26;
    if (__atomic_test_and_set(&flag, 5) || !__atomic_test_and_set(&flag, 5)) return 27;
    __atomic_clear(&flag, 5);
    if (flag) return 28;
    __atomic_load(&halves[0], &out, 5);
    if (out != 10) return 29;
    out = 77;
    __atomic_store(&halves[0], &out, 5);
    if (__atomic_load_n(&halves[0], 5) != 77 || halves[1] != 0xffff) return 30;
    if (__atomic_fetch_or(&bytes[2], 0x80, 5) != 3 || bytes[2] != 0x83) return 31;
    return 0;
}

static int counts(unsigned n, long long wide)
{
    if (__builtin_clrsb((int)n) != 0 || __builtin_clrsbll(wide) != 63) return 40;
    if (__builtin_ffsll(1ll << 40 & ~wide) != 0 || __builtin_ffsll(wide << 40) != 41) return 41;
    if (__builtin_parity(n) != 0 || __builtin_parityll((unsigned long long)wide >> 1) != 1) return 42;
    return 0;
}

int main(void)
{
    volatile unsigned n = 0x80000001u;
    volatile long long ones = -1;
    int wrong = wide();

    if (!wrong) wrong = narrow();
    if (!wrong) wrong = counts(n, ones);
    return wrong;
}
