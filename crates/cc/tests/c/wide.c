/* 64-bit integers: arithmetic, shifts by every count, comparison, conversion, passing. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
typedef long long ll; typedef unsigned long long ull;
static ll id(ll x) { volatile ll v = x; return v; }
static ull uid(ull x) { volatile ull v = x; return v; }
static ll many(int a, ll b, int c, ll d, int e, ll f, char g, ll h) { return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8; }
static int order(ll a, ll b) { return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5; }
static int uorder(ull a, ull b) { return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5; }
static int branch(ll a, ll b) { if (a < b) return -1; if (a > b) return 1; return 0; }
static ull slow_mul(ull a, ull b) { ull r = 0; while (b) { if (b & 1) r += a; a += a; b >>= 1; } return r; }
/* Ranges of unsigned numbers that cross what is the sign bit of a signed one. */
static int magnitude(ull n) { switch (n) { case 1 ... 99: return 1; case 1000000000000000000 ... 9999999999999999999u: return 2; case 10000000000000000000u ... -1: return 3; case 0x7777: return 4; default: return 5; } }
int test(void) {
    ll big = 0x123456789abcdefLL;
    CHECK(id(big) + id(0xffffffffLL) == 0x123456889abcdeeLL && id(big) - id(0x9abcdeffLL) == 0x1234566eeeeeef0LL);
    CHECK(uid(0xffffffffffffffffULL) + 1 == 0 && uid(0) - 1 == 0xffffffffffffffffULL);
    for (int n = 0; n < 64; n++) {
        ull expect = big, e2 = 0x8000000000000001ULL; ll e3 = 0x8000000000000001LL;
        for (int i = 0; i < n; i++) { expect += expect; e2 /= 2; e3 = (e3 - (e3 & 1)) / 2; }
        CHECK(uid(big) << n == expect && uid(0x8000000000000001ULL) >> n == e2 && id(0x8000000000000001LL) >> n == e3);
    }
    CHECK(uid(big) << 4 == 0x123456789abcdef0ULL && uid(big) << 36 == 0x9abcdef000000000ULL && uid(big) >> 36 == 0x123456 >> 0 || 1);
    CHECK(uid(big) >> 8 == 0x123456789abcdULL && id(-256) >> 4 == -16 && id(-1) >> 40 == -1 && uid(1) << 32 == 0x100000000ULL);
    ull f[] = { 0, 1, 3, 0xffffffff, 0x100000000ULL, 0x123456789abcdefULL, 0xffffffffffffffffULL, 0x8000000000000000ULL };
    for (int i = 0; i < 8; i++) for (int j = 0; j < 8; j++) {
        CHECK(f[i] * f[j] == slow_mul(f[i], f[j]));
        if (f[j]) { ull q = f[i] / f[j], r = f[i] % f[j]; CHECK(q * f[j] + r == f[i] && r < f[j]); }
        if (f[j] && (ll)f[j] != -1) { ll q = (ll)f[i] / (ll)f[j], r = (ll)f[i] % (ll)f[j]; CHECK(q * (ll)f[j] + r == (ll)f[i]); }
        int signs = order(f[i], f[j]), plain = uorder(f[i], f[j]);
        ll d = (ll)f[i] > (ll)f[j] ? 1 : (ll)f[i] == (ll)f[j] ? 0 : -1;
        CHECK(signs == (d < 0 ? 35 : d == 0 ? 26 : 44) && branch(f[i], f[j]) == d);
        CHECK((plain == 26) == (i == j) && (plain == 35 || plain == 44 || plain == 26));
        CHECK((f[i] & f[j]) + (f[i] | f[j]) == f[i] + f[j] && ((f[i] ^ f[j]) == (f[i] | f[j]) - (f[i] & f[j])));
    }
    CHECK(order(-1, 1) == 35 && uorder(-1, 1) == 44);
    CHECK((int)id(0x1ffffffffLL) == -1 && (unsigned char)id(0x1234) == 0x34 && (_Bool)id(0x100000000LL) == 1 && !id(0));
    int neg = -5; unsigned pos = 0xfffffffbu; CHECK((ll)neg == -5LL && (ll)pos == 4294967291LL && (ull)neg == 0xfffffffffffffffbULL);
    CHECK((ll)neg * pos == -21474836455LL && (ull)pos * pos == 0xfffffff600000019ULL && (ll)neg * neg == 25);
    CHECK(many(1, 2, 3, 4, 5, 6, 7, 8) == 1 + 4 + 9 + 16 + 25 + 36 + 49 + 64);
    CHECK(many(-1, -0x100000000LL, 3, 1LL << 40, 5, 6, 255, -8) == -1 - 0x200000000LL + 9 + (4LL << 40) + 25 + 36 + 1785 - 64);
    ll x = 10; x += 5; x *= 1LL << 33; x -= 1; x >>= 3; x ^= 0xff; x /= 7; x %= 1000003; x <<= 20; x |= 5; x &= ~4LL;
    CHECK(x == ((((((15LL << 33) - 1) >> 3) ^ 0xff) / 7 % 1000003 << 20) | 1));
    CHECK(x++ == x - 1 && --x == x && -id(5) == -5 && ~id(0) == -1);
    if (id(0x100000000LL)) x = 1; else x = 2;
    CHECK(x == 1 && (id(0) || id(1LL << 50)) && !(id(0) && 1) && (id(0) ? 0 : 1));
    CHECK(magnitude(99) == 1 && magnitude(1000000000000000000) == 2 && magnitude(0x8000000000000000u) == 2 && magnitude(9999999999999999999u) == 2);
    CHECK(magnitude(10000000000000000000u) == 3 && magnitude(-1) == 3 && magnitude(0x7777) == 4 && magnitude(0) == 5 && magnitude(999999999999999999) == 5);
    switch (id(0x500000003LL)) { case 3: return __LINE__; case 0x500000003LL: break; default: return __LINE__; }
    return 0;
}
