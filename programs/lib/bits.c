/* What other compilers call for shifts, products and counts of bits that ours makes inline. */

typedef unsigned int u32;
typedef unsigned long long u64;

union halves {
    u64 whole;
    u32 half[2];                /* low, high */
};

u64 __ashldi3(u64 value, int count);
u64 __lshrdi3(u64 value, int count);
long long __ashrdi3(long long value, int count);
u64 __muldi3(u64 a, u64 b);
int __clzsi2(u32 value);
int __ctzsi2(u32 value);
int __clzdi2(u64 value);
int __ctzdi2(u64 value);
int __popcountsi2(u32 value);
int __popcountdi2(u64 value);
int __ffssi2(u32 value);
u32 __bswapsi2(u32 value);
u64 __bswapdi2(u64 value);

u64 __ashldi3(u64 value, int count)
{
    union halves n;

    n.whole = value;
    if (count >= 32) {
        n.half[1] = n.half[0] << (count - 32);
        n.half[0] = 0;
    } else if (count > 0) {
        n.half[1] = n.half[1] << count | n.half[0] >> (32 - count);
        n.half[0] <<= count;
    }
    return n.whole;
}

u64 __lshrdi3(u64 value, int count)
{
    union halves n;

    n.whole = value;
    if (count >= 32) {
        n.half[0] = n.half[1] >> (count - 32);
        n.half[1] = 0;
    } else if (count > 0) {
        n.half[0] = n.half[0] >> count | n.half[1] << (32 - count);
        n.half[1] >>= count;
    }
    return n.whole;
}

long long __ashrdi3(long long value, int count)
{
    union halves n;
    int high;

    n.whole = (u64)value;
    high = (int)n.half[1];
    if (count >= 32) {
        n.half[0] = (u32)(high >> (count - 32));
        n.half[1] = (u32)(high >> 31);
    } else if (count > 0) {
        n.half[0] = n.half[0] >> count | (u32)high << (32 - count);
        n.half[1] = (u32)(high >> count);
    }
    return (long long)n.whole;
}

/* Products of halves of 16 bits, so that no 64-bit product is needed to make one. */
u64 __muldi3(u64 a, u64 b)
{
    u32 low_a = (u32)a & 0xffff, high_a = (u32)a >> 16;
    u32 low_b = (u32)b & 0xffff, high_b = (u32)b >> 16;
    u32 low = low_a * low_b;
    u32 middle = high_a * low_b + (low >> 16);
    u32 other = low_a * high_b + (middle & 0xffff);
    union halves x, y, product;

    x.whole = a;
    y.whole = b;
    product.half[0] = other << 16 | (low & 0xffff);
    product.half[1] = high_a * high_b + (middle >> 16) + (other >> 16)
                    + x.half[0] * y.half[1] + x.half[1] * y.half[0];
    return product.whole;
}

int __clzsi2(u32 value)
{
    int count = 0;

    for (; count < 32 && !(value >> 31); count++)
        value <<= 1;
    return count;
}

int __ctzsi2(u32 value)
{
    int count = 0;

    for (; count < 32 && !(value & 1); count++)
        value >>= 1;
    return count;
}

int __clzdi2(u64 value)
{
    u32 high = (u32)(value >> 32);

    return high ? __clzsi2(high) : 32 + __clzsi2((u32)value);
}

int __ctzdi2(u64 value)
{
    return (u32)value ? __ctzsi2((u32)value) : 32 + __ctzsi2((u32)(value >> 32));
}

int __popcountsi2(u32 value)
{
    int count = 0;

    for (; value; value &= value - 1)
        count++;
    return count;
}

int __popcountdi2(u64 value)
{
    return __popcountsi2((u32)value) + __popcountsi2((u32)(value >> 32));
}

int __ffssi2(u32 value)
{
    return value ? __ctzsi2(value) + 1 : 0;
}

u32 __bswapsi2(u32 value)
{
    return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}

u64 __bswapdi2(u64 value)
{
    return (u64)__bswapsi2((u32)value) << 32 | __bswapsi2((u32)(value >> 32));
}
