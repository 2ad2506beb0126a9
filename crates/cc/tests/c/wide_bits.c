/* Bit-fields of more bits than an int: arithmetic keeps their width, comparisons and conversions see it. */
struct wide {
    unsigned long long u : 40;
    long long s : 36;
    unsigned long long small : 3, whole : 32;
};
static struct wide w = { 0x8000000001, -5, 7, 0xffffffff };

int test(void)
{
    struct wide *p = &w;

    if (p->u << 8 != 0x100) return __LINE__;
    if ((p->u << 8) + (p->u >> 32) != 0x180) return __LINE__;
    if ((unsigned long long)(p->small - p->u) != 0x8000000006) return __LINE__;
    if (-p->u != 0x7fffffffff || ~p->u != 0x7ffffffffe) return __LINE__;
    if (p->u * 2 != 2 || p->u + p->u != 2) return __LINE__;
    if (p->u + 0x8000000000ull != 0x10000000001) return __LINE__;
    if (!(p->u < -1) || p->u > -1) return __LINE__;
    if (p->s * 2 != -10 || p->s / 2 != -2 || p->s >> 1 != -3) return __LINE__;
    if (p->s + p->u != 0x7ffffffffc) return __LINE__;
    if (p->small - 8 != -1 || p->whole + 1) return __LINE__;
    p->u = 0;
    if (--p->u != 0xffffffffff || (p->u += 2) != 1) return __LINE__;
    return 0;
}
