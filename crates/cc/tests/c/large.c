/* Functions beyond the limits up to which the compiler does its best: what it then does must be right as well. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
#define TEN(m, n) m(n##0) m(n##1) m(n##2) m(n##3) m(n##4) m(n##5) m(n##6) m(n##7) m(n##8) m(n##9)
#define HUNDRED(m, n) TEN(m, n##0) TEN(m, n##1) TEN(m, n##2) TEN(m, n##3) TEN(m, n##4) TEN(m, n##5) TEN(m, n##6) TEN(m, n##7) \
    TEN(m, n##8) TEN(m, n##9)
#define THOUSAND(m) HUNDRED(m, 10) HUNDRED(m, 11) HUNDRED(m, 12) HUNDRED(m, 13) HUNDRED(m, 14) HUNDRED(m, 15) HUNDRED(m, 16) \
    HUNDRED(m, 17) HUNDRED(m, 18) HUNDRED(m, 19)
static int calls, table[1000];
static int called(int x) { calls++; return x * 5 + calls; }
static int (*volatile call)(int) = called;

/* A thousand values at once: too much for the thorough register allocator. */
#define MAKE(n) int v##n = table[n - 1000] * x ^ n;
#define TAKE(n) t = t * 3 + (v##n ^ t >> 5);
static int many_values(int x) {
    int t = x;
    THOUSAND(MAKE)
    for (int i = 0; i < 3; i++) t += call(t + v1007 + i);
    if (t & 1) t -= v1500; else t ^= v1501;
    THOUSAND(TAKE)
    return t;
}
static int many_values_in_a_loop(int x) {
    int v[1000], t = x;
    for (int n = 0; n < 1000; n++) v[n] = table[n] * x ^ (n + 1000);
    for (int i = 0; i < 3; i++) t += call(t + v[7] + i);
    if (t & 1) t -= v[500]; else t ^= v[501];
    for (int n = 0; n < 1000; n++) t = t * 3 + (v[n] ^ t >> 5);
    return t;
}

/* Three hundred variables that live through three hundred branches. */
#define SET(n) int w##n = table[n - 1000] + x;
#define TEST(n) if (x & n) { w##n += y; y ^= n; }
#define ADD(n) y = y * 3 + w##n;
#define ALL(m) HUNDRED(m, 10) HUNDRED(m, 11) HUNDRED(m, 12)
static int many_branches(int x, int y) { ALL(SET) ALL(TEST) ALL(ADD) return y; }
static int many_branches_in_a_loop(int x, int y) {
    int w[300];
    for (int n = 0; n < 300; n++) w[n] = table[n] + x;
    for (int n = 0; n < 300; n++) if (x & (n + 1000)) { w[n] += y; y ^= n + 1000; }
    for (int n = 0; n < 300; n++) y = y * 3 + w[n];
    return y;
}

int test(void) {
    for (int n = 0; n < 1000; n++) table[n] = n * 7919 % 1009;
    for (int x = -3; x < 40; x += 7) {
        calls = 0; int a = many_values(x);
        calls = 0; CHECK(a == many_values_in_a_loop(x));
        CHECK(many_branches(x, x * 5) == many_branches_in_a_loop(x, x * 5));
    }
    return 0;
}
