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

/* Divisions of what is never negative, of what only seems so, and of what grows until it is. */
APART static int rounds(const int *p, int count, int first)
{
    int a = first, b = 0, c = 1, d = 0;
    for (int i = 0; i < count; i++) {
        a = (a + p[i]) % 255;
        b = (b + (p[i] & 0xff)) % 255;
        c = (c * 7 + 3) % 10007;
        d = (d + 100000) % 2000000011;
    }
    return a * 31 + b * 17 + c + d;
}

APART static int grows(int count)
{
    int a = 1, sum = 0;
    for (int i = 0; i < count; i++) {
        a = (int)(a * 3u);
        sum += a % 7 + a / 9;
    }
    return sum;
}

APART static int quotients(int x, unsigned y)
{
    int low = x & 1023, high = (int)(y >> 1), shifted = high >> 3;
    return low / 7 + low % 7 + high / 100 + high % 10 + shifted / 3 + (low | high) % 11
        + (low ^ 512) % 13 + (low + high) % 17 + (low * 3) % 19 + (int)(y % 1000) / 6 + (x % 50) / 7;
}

/* What one side alone counts, by every condition. */
APART static int counted(const int *p, int count, int than)
{
    int less = 0, more = 0, same = 0, other = 0, zero = 100, some = 100, below = 0, above = -5;
    for (int i = 0; i < count; i++) {
        if (p[i] < than) less++;
        if (p[i] > than) more--;
        if (p[i] == than) same++;
        if (p[i] != than) other--;
        if (p[i] == 0) zero++;
        if (p[i]) some--;
        if ((unsigned)p[i] < (unsigned)than) below++;
        if ((unsigned)p[i] >= (unsigned)than) above--; else above++;
    }
    return less + more * 10 + same * 100 + other * 1000 + zero * 10000 + some * 7 + below * 3 + above;
}

APART static int days(int year, int month, int day)
{
    static const int shift[12] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3) year--;
    return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

/* One object by two names. */
static int one_place = 1;
extern int other_name __attribute__((alias("one_place")));

APART static int by_two_names(const int *p, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        one_place += p[i];
        sum += other_name;
    }
    one_place = 5;
    other_name = 7;
    return sum * 10 + one_place;
}

int test(void)
{
    char text[40];
    int list[6] = {1, 2, 3, 4, 5, 6};
    unsigned many[16], weeks = 0;
    int mixed[8] = {5, -300, 0, 7, 2147483647, LOWEST, 255, -1};
    if (by_two_names(list, 6) != 627) return __LINE__;
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
    if (rounds(mixed, 8, 0) != 811781 || rounds(mixed, 8, -77) != 809394) return __LINE__;
    if (rounds(mixed, 3, 2147483000) != 302653) return __LINE__;
    if (grows(10) != 9877 || grows(40) != 114992876) return __LINE__;
    if (quotients(-12345, 4000000000u) != 103333499 || quotients(987654321, 17) != 82) return __LINE__;
    if (counted(mixed, 8, 7) != 1003733 || counted(mixed, 8, 0) != 1003701) return __LINE__;
    if (counted(mixed, 8, -1) != 1003725) return __LINE__;
    for (int year = -3; year < 2030; year += 7)
        for (int month = 1; month < 13; month++) weeks = weeks * 5 + days(year, month, month + year % 9);
    if (weeks != (unsigned)-179492554) return __LINE__;
    return 0;
}
