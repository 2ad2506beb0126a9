/* What the compiler knows better: bits, signs, choices, ends of loops, totals, well-known functions. */
unsigned strlen(const char *);
char *strcpy(char *, const char *);
void *memcpy(void *, const void *, unsigned);
void *memset(void *, int, unsigned);
int abs(int);

#define APART __attribute__((noinline))
#define LOWEST (-2147483647 - 1)

static int rows[3][4], other[3][4], sums[3][4];

/* The total and a factor are one object here, another one there. */
APART static void multiply(int (*r)[4], int (*a)[4], int (*b)[4])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++) r[i][j] += a[i][k] * b[k][j];
}

APART static int totals(void)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) rows[i][j] = i + j, other[i][j] = i - j, sums[i][j] = 1;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++) sums[i][j] += rows[i][k] * other[k][j];
    multiply(rows, rows, other);
    int total = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) total = total * 5 + sums[i][j] * 2 + rows[i][j];
    return total;
}

/* The loop's variable passes from the largest number to the least one. */
APART static int wraps(int first, int last)
{
    int n = 0;
    for (unsigned i = first; (int)i >= last && n < 5; i++) n += (int)i % 8 < 0 ? 10 : 1;
    return n;
}

APART static int step_by_step(int from, int to)
{
    int sum = 0;
    for (int i = from; i < to; i++) sum += i % 7 + i / 4 * 2;
    for (int i = to; i > from; i--) sum -= i % 4;
    while (to > 0) sum += to % 10, to /= 10;
    return sum;
}

APART static int negative(int a) { return a % 10 * 1000 + a / 16 * 10 + a % 16; }

APART static unsigned narrow(unsigned char a, unsigned short b)
{
    unsigned char c = (a & 1) ^ (b & 1);
    unsigned short d = (unsigned short)(b << 1) | c;
    return c == 1 ? d % 7u : (unsigned)(a * b) / 7 + (c != 1);
}

static unsigned long long turned(unsigned long long x, int k) { return x << k | x >> (64 - k); }
static int chosen(int way, int a) { return way == 3 ? a + 1 : way > 3 ? a * a : way ? a / 3 : -a; }
APART static int within(int a, int b)
{
    int yes = a > 2 && (b < 5 || a == b), no = !(a < b);
    return (yes ? 1 : 0) + (no ? 0 : 1) * 2 + (a == b ? 0 : 1) * 4;
}

APART static int until(const char *p, int n)
{
    const char *from = p;
    while (n-- && *p++ != 'x') {
    }
    return (int)(p - from) * 100 + n;
}

APART static int last_of(int *a, int from, int to)
{
    int i;
    for (i = from; i < to; i++) a[i] += i;
    return i;
}

APART static int met(int *p, int *q, int way)
{
    int a;
    if (way) a = *p + 1;
    else a = *p - 1;
    *q = 9;
    return a + *p;
}

/* More values at once than there are registers, around loops that have enough. */
APART static unsigned crowded(const unsigned *p)
{
    unsigned a = p[0], b = p[1], c = p[2], d = p[3], e = p[4], f = p[5], g = p[6], h = p[7];
    unsigned i = p[8], j = p[9], k = p[10], l = p[11], m = p[12], n = p[13], o = p[14], q = p[15];
    unsigned r = a * 3, s = b * 5, t = c * 7, u = d * 9, v = e * 11, w = f * 13, x = g * 15;
    for (unsigned y = 0; y < a + 3; y++) {
        for (unsigned z = 0; z < b; z++) r += s ^ z, t = t * 3 + r;
        for (unsigned z = c; z > 1; z--) {
            if (z == 9) break;
            u += p[z & 15] + v, w ^= u;
        }
        x += w + t;
    }
    return a + b * c - d + e * f - g + h * i - j + k * l - m + n * o - q + r * s - t + u * v - w + x;
}

int test(void)
{
    char text[40];
    int list[6] = {1, 2, 3, 4, 5, 6};
    unsigned many[16];
    if (totals() != 861470742) return __LINE__;
    if (wraps(2147483645, LOWEST) != 14) return __LINE__;
    if (step_by_step(0, 100) != 2546) return __LINE__;
    if (step_by_step(-20, 5) != -113) return __LINE__;
    if (negative(-37) != -7025 || negative(37) != 7025) return __LINE__;
    if (narrow(3, 8) != 3 || narrow(2, 8) != 3) return __LINE__;
    if (turned(0x0123456789abcdefULL, 12) != 0x3456789abcdef012ULL) return __LINE__;
    if (turned(0x0123456789abcdefULL, 32) != 0x89abcdef01234567ULL) return __LINE__;
    if (turned(0x0123456789abcdefULL, 44) != 0xbcdef0123456789aULL) return __LINE__;
    if (chosen(3, 6) + chosen(4, 6) * 10 + chosen(1, 6) * 1000 + chosen(0, 6) != 2361) return __LINE__;
    if (within(3, 3) != 1 || within(3, 4) != 7 || within(1, 0) != 4) return __LINE__;
    if (until("abxab", 5) != 302 || until("ab", 2) != 199 || until("", 0) != -1) return __LINE__;
    if (last_of(list, 1, 5) != 5 || last_of(list, 4, 2) != 4 || list[4] != 9) return __LINE__;
    if (met(list, list, 1) != 11 || met(list + 1, list + 2, 0) != 5) return __LINE__;
    strcpy(text, "thirty-one characters and a zero");
    if (strlen(text) != 32 || text[31] != 'o' || strlen("ab\0c") != 2) return __LINE__;
    memcpy(text + 1, "HIRT", 4);
    memset(text + 6, 0, 3);
    if (text[0] != 't' || text[4] != 'T' || text[5] != 'y' || text[8] || text[9] != 'e') return __LINE__;
    if (abs(-5) != 5 || abs(7) != 7 || abs(LOWEST) != LOWEST) return __LINE__;
    for (unsigned i = 0; i < 16; i++) many[i] = i * 2 + 1;
    if (crowded(many) != 1150798) return __LINE__;
    return 0;
}
