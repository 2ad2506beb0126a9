/*
 * Division of 64-bit integers, which a compiler calls because the processor has none. Where
 * 32 bits suffice the processor divides; else it goes bit by bit. A divisor of zero gives all
 * ones and the dividend, as the processor's own division does.
 */
typedef unsigned int u32;
typedef unsigned long long u64;

u64 __udivdi3(u64 numerator, u64 denominator);
u64 __umoddi3(u64 numerator, u64 denominator);
long long __divdi3(long long numerator, long long denominator);
long long __moddi3(long long numerator, long long denominator);

/* (high:low) / denominator, where high < denominator, so that the quotient has 32 bits. */
static u32 divide_step(u32 high, u32 low, u32 denominator, u32 *remainder)
{
    u32 quotient = 0;
    u32 carry;
    int i;

    if (high == 0) {
        *remainder = low % denominator;
        return low / denominator;
    }
    for (i = 0; i < 32; i++) {
        carry = high >> 31;
        high = high << 1 | low >> 31;
        low <<= 1;
        quotient <<= 1;
        if (carry || high >= denominator) {
            high -= denominator;
            quotient |= 1;
        }
    }
    *remainder = high;
    return quotient;
}

/* For denominators of more than 32 bits: the quotient has less than 32, so few steps are needed. */
static u64 divide_long(u64 numerator, u64 denominator, u64 *remainder)
{
    u64 quotient = 0;
    int shift = 0;

    while (!(denominator >> 63) && denominator << 1 <= numerator) {
        denominator <<= 1;
        shift++;
    }
    for (; shift >= 0; shift--) {
        quotient <<= 1;
        if (numerator >= denominator) {
            numerator -= denominator;
            quotient |= 1;
        }
        denominator >>= 1;
    }
    *remainder = numerator;
    return quotient;
}

static u64 divide(u64 numerator, u64 denominator, u64 *remainder)
{
    u32 divisor = (u32)denominator;
    u32 high, low, rest;

    if (denominator >> 32)
        return divide_long(numerator, denominator, remainder);
    if (divisor == 0) {
        *remainder = numerator;
        return ~(u64)0;
    }
    high = (u32)(numerator >> 32);
    rest = high % divisor;
    high = high / divisor;
    low = divide_step(rest, (u32)numerator, divisor, &rest);
    *remainder = rest;
    return (u64)high << 32 | low;
}

u64 __udivdi3(u64 numerator, u64 denominator)
{
    u64 remainder;

    return divide(numerator, denominator, &remainder);
}

u64 __umoddi3(u64 numerator, u64 denominator)
{
    u64 remainder;

    divide(numerator, denominator, &remainder);
    return remainder;
}

static u64 magnitude(long long n)
{
    return n < 0 ? 0 - (u64)n : (u64)n;
}

long long __divdi3(long long numerator, long long denominator)
{
    u64 quotient = __udivdi3(magnitude(numerator), magnitude(denominator));

    return (long long)((numerator ^ denominator) < 0 && denominator ? 0 - quotient : quotient);
}

long long __moddi3(long long numerator, long long denominator)
{
    u64 remainder = __umoddi3(magnitude(numerator), magnitude(denominator));

    return (long long)(numerator < 0 ? 0 - remainder : remainder);
}
