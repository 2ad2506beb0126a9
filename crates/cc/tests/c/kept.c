/* Static objects that loops keep in registers: whole and in parts, changed on some ways only, left early. */
static int n, m, all[4];
static unsigned char c;
static short s;
static struct { int a; signed char b; long long l; } r;
static volatile int pulse;
static int *leak;

#define APART __attribute__((noinline))

APART static int on_some_ways(int *p, int k)
{
    for (int i = 0; i < k; i++) {
        if (p[i] > 3) n++;
        p[i] = n;
    }
    return n;
}

APART static int nested(int k)
{
    for (int i = 0; i < k; i++)
        for (int j = 0; j < i; j++) {
            c += 100;
            if (j == 5) return i;
            s -= 30000;
            r.a += j;
            r.b ^= 0x83;
            r.l += 0x100000001LL;
        }
    return -1;
}

APART static int early(int *p, int k)
{
    while (k--) {
        m++;
        if (*p++ == 9) return m;
        if (*p == 77) break;
    }
    return -m;
}

APART static int watched(int k)
{
    while (k--) m += pulse++;
    return m;
}

APART static int leaked(int k)
{
    static int q;

    leak = &q;
    while (k--) {
        q += k;
        *leak = q + 1;
    }
    return q;
}

APART static int of_array(int k)
{
    while (k-- > 0) {
        all[k & 3] += k;
        all[1]++;
    }
    return all[1] * 10 + all[2];
}

APART static int never(int k)
{
    while (k-- > 100) m = 5;
    return m;
}

APART static void other(void)
{
    n += 1000;
}

APART static int calling(int k)
{
    while (k--) {
        n++;
        other();
    }
    return n;
}

int test(void)
{
    int p[8] = { 1, 5, 9, 2, 77, 4, 5, 9 };

    if (on_some_ways(p, 8) != 6 || n != 6 || p[0] || p[2] != 2 || p[7] != 6) return __LINE__;
    if (nested(3) != -1 || c != (300 & 255) || s != (short)-90000 || r.a != 1) return __LINE__;
    if (r.b != (signed char)0x83 || r.l != 0x300000003LL) return __LINE__;
    if (nested(8) != 6 || c != (unsigned char)2400 || r.a != 31 || r.l != 0x1700000017LL) return __LINE__;
    if (early((int[]){ 1, 9, 3 }, 3) != 2 || m != 2) return __LINE__;
    if (early((int[]){ 1, 77, 9 }, 3) != -3 || early(p, 0) != -3) return __LINE__;
    if (watched(4) != 9 || pulse != 4) return __LINE__;
    if (leaked(4) != 10) return __LINE__;
    if (of_array(6) != 10 * (6 + 6) + 2) return __LINE__;
    if (never(50) != 9 || never(101) != 5 || m != 5) return __LINE__;
    if (calling(2) != 2008) return __LINE__;
    return 0;
}
