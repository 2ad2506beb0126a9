/* The rarer counts of bits, beside bits.c. */

typedef unsigned int u32;
typedef unsigned long long u64;

int __clzsi2(u32 value);
int __clzdi2(u64 value);
int __ctzdi2(u64 value);
int __clrsbsi2(int value);
int __clrsbdi2(long long value);
int __ffsdi2(u64 value);
int __paritysi2(u32 value);
int __paritydi2(u64 value);

/* How many bits below the sign equal it. */
int __clrsbsi2(int value)
{
    u32 other = (u32)(value < 0 ? ~value : value);

    return __clzsi2(other << 1 | 1);
}

int __clrsbdi2(long long value)
{
    u64 other = (u64)(value < 0 ? ~value : value);

    return __clzdi2(other << 1 | 1);
}

int __ffsdi2(u64 value)
{
    return value ? __ctzdi2(value) + 1 : 0;
}

int __paritysi2(u32 value)
{
    value ^= value >> 16;
    value ^= value >> 8;
    value ^= value >> 4;
    return 0x6996 >> (value & 15) & 1;
}

int __paritydi2(u64 value)
{
    return __paritysi2((u32)value ^ (u32)(value >> 32));
}
