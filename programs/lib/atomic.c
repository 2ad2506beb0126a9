/*
 * Atomic operations on bytes and half-words, for which the machine has no instructions: the word around
 * them is exchanged as a whole, and again if somebody else was faster. The names are those that gcc
 * calls. They take and return values extended to a word.
 */

typedef unsigned int u32;

#define DECLARE(size) \
    u32 __atomic_exchange_##size(volatile void *at, u32 value, int order); \
    u32 __sync_val_compare_and_swap_##size(volatile void *at, u32 expected, u32 desired); \
    _Bool __atomic_compare_exchange_##size(volatile void *at, void *expected, u32 desired, \
                                           int success, int failure); \
    u32 __atomic_fetch_add_##size(volatile void *at, u32 value, int order); \
    u32 __atomic_fetch_sub_##size(volatile void *at, u32 value, int order); \
    u32 __atomic_fetch_and_##size(volatile void *at, u32 value, int order); \
    u32 __atomic_fetch_or_##size(volatile void *at, u32 value, int order); \
    u32 __atomic_fetch_xor_##size(volatile void *at, u32 value, int order); \
    u32 __atomic_fetch_nand_##size(volatile void *at, u32 value, int order)

DECLARE(1);
DECLARE(2);
u32 __atomic_fetch_nand_4(volatile void *at, u32 value, int order);

/* Where a byte or half-word lies in its word. */
struct place {
    u32 *word;
    int shift;
    u32 mask;
};

static struct place place(volatile void *at, int size)
{
    u32 address = (u32)at;
    struct place p = { (u32 *)(address & ~3u), (int)(address & 3) * 8, size == 1 ? 0xff : 0xffff };

    return p;
}

/* Puts `new` there if the word is still `old`. */
static int replace(struct place p, u32 old, u32 new)
{
    u32 whole = (old & ~(p.mask << p.shift)) | (new & p.mask) << p.shift;

    return __sync_bool_compare_and_swap(p.word, old, whole);
}

static u32 compare_and_swap(struct place p, u32 expected, u32 desired)
{
    u32 old, before;

    do {
        old = __atomic_load_n(p.word, __ATOMIC_SEQ_CST);
        before = old >> p.shift & p.mask;
        if (before != (expected & p.mask))
            return before;
    } while (!replace(p, old, desired));
    return before;
}

#define FETCH(name, size, result) \
    u32 __atomic_##name##_##size(volatile void *at, u32 value, int order) \
    { \
        struct place p = place(at, size); \
        u32 old, before; \
        (void)order; \
        do { \
            old = __atomic_load_n(p.word, __ATOMIC_SEQ_CST); \
            before = old >> p.shift & p.mask; \
        } while (!replace(p, old, result)); \
        return before; \
    }

#define DEFINE(size, type) \
    FETCH(exchange, size, value) \
    FETCH(fetch_add, size, before + value) \
    FETCH(fetch_sub, size, before - value) \
    FETCH(fetch_and, size, before & value) \
    FETCH(fetch_or, size, before | value) \
    FETCH(fetch_xor, size, before ^ value) \
    FETCH(fetch_nand, size, ~(before & value)) \
    u32 __sync_val_compare_and_swap_##size(volatile void *at, u32 expected, u32 desired) \
    { \
        return compare_and_swap(place(at, size), expected, desired); \
    } \
    _Bool __atomic_compare_exchange_##size(volatile void *at, void *expected, u32 desired, \
                                           int success, int failure) \
    { \
        type wanted = *(type *)expected; \
        type found = (type)compare_and_swap(place(at, size), wanted, desired); \
        (void)success; \
        (void)failure; \
        *(type *)expected = found; \
        return found == wanted; \
    }

DEFINE(1, unsigned char)
DEFINE(2, unsigned short)

/* The one operation on whole words that has no instruction. */
u32 __atomic_fetch_nand_4(volatile void *at, u32 value, int order)
{
    volatile u32 *word = at;
    u32 before = __atomic_load_n(word, __ATOMIC_SEQ_CST);

    (void)order;
    while (!__atomic_compare_exchange_n(word, &before, ~(before & value), 0, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
        ;
    return before;
}
