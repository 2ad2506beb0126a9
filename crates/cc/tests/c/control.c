/* Loops, switch, goto, short circuits, recursion, function pointers. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
static int calls; static int yes(int n) { calls += n; return 1; } static int no(int n) { calls += n; return 0; }
static int dense(int x) { switch (x) { case 0: return 10; case 1: return 11; case 2: case 3: return 23; case 4: x = 5; case 5: return x; case 7: return 77; default: return -1; } }
static int sparse(int x) { switch (x) { case -1000: return 1; case 0: return 2; case 1000: return 3; case 100000: return 4; case 7: return 5; case 2147483647: return 6; case (-2147483647 - 1): return 7; } return 0; }
static int usparse(unsigned x) { switch (x) { case 5: return 1; case 4000000000u: return 2; case 0xffffffffu: return 3; case 3000000000u: return 4; case 100: return 5; default: return 0; } }
static int range(int c) { switch (c) { case 'a' ... 'z': return 1; case 'A' ... 'Z': return 2; case '0' ... '9': return 3; default: return 0; } }
static int duff(char *to, const char *from, int n) { int k = (n + 3) / 4; switch (n % 4) { case 0: do { *to++ = *from++; case 3: *to++ = *from++; case 2: *to++ = *from++; case 1: *to++ = *from++; } while (--k > 0); } return n; }
static unsigned ack(unsigned m, unsigned n) { return !m ? n + 1 : !n ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }
static int add(int a, int b) { return a + b; } static int mul(int a, int b) { return a * b; }
static int (*const ops[])(int, int) = { add, mul, 0 };
static int apply(int (*f)(int, int), int a, int b) { return f(a, b); }
static int odd(int n); static int even(int n) { return n ? odd(n - 1) : 1; } static int odd(int n) { return n ? even(n - 1) : 0; }
static int jumpy(int n) { int i = 0, s = 0;
again: if (i >= n) goto out; if (i % 3 == 0) { i++; goto again; } s += i++; goto again;
out: return s; }
static int nested(void) { int t = 0; for (int i = 0; i < 10; i++) { if (i == 3) continue; for (int j = i; ; j++) { if (j > 7) break; if ((i + j) & 1) continue; t += i * j; } if (i == 8) break; } return t; }
/* What a statement's condition declares, or a body without braces, ends with it. */
enum { in = 0 };
static int scopes(void) {
    int n = 0;
    if (sizeof(enum { in = 1 })) n += in; n += in;
    switch (sizeof(enum { in = 2 })) default: n += in; n += in;
    while (sizeof(enum { in = 4 })) { n += in; break; } n += in;
    do n += in; while (0 * sizeof(enum { in = 8 })); n += in;
    if (in) n = 100; else n += sizeof(enum { in = 16 }) + in; n += in;
    for (int i = 0; i < 1; i++) n += sizeof(enum { in = 32 }); return n + in;
}
int test(void) {
    int d[] = { 10, 11, 23, 23, 5, 5, -1, 77, -1 }; for (int i = 0; i < 9; i++) CHECK(dense(i) == d[i]); CHECK(dense(-1) == -1);
    CHECK(sparse(-1000) == 1 && sparse(0) == 2 && sparse(1000) == 3 && sparse(100000) == 4 && sparse(7) == 5 && sparse(2147483647) == 6 && sparse(-2147483647 - 1) == 7 && sparse(8) == 0);
    CHECK(usparse(5) == 1 && usparse(4000000000u) == 2 && usparse(-1) == 3 && usparse(3000000000u) == 4 && usparse(100) == 5 && usparse(6) == 0);
    CHECK(range('q') == 1 && range('A') == 2 && range('9') == 3 && range('/') == 0 && range('{') == 0 && range(-1) == 0);
    char b[12] = ""; for (int n = 1; n < 11; n++) { for (int i = 0; i < 12; i++) b[i] = 0; duff(b, "abcdefghijk", n); CHECK(b[n - 1] == 'a' + n - 1 && b[n] == 0); }
    calls = 0; CHECK((no(1) && yes(10)) == 0 && calls == 1); calls = 0; CHECK((yes(1) || yes(10)) == 1 && calls == 1);
    calls = 0; CHECK((no(1) || yes(10)) && calls == 11); calls = 0; if ((yes(1) && no(10)) || !yes(100)) return __LINE__; CHECK(calls == 111);
    int v = (no(0) || yes(0)) + (yes(0) && no(0)) * 2 + !(yes(0) && yes(0)) * 4; CHECK(v == 1);
    CHECK(ack(2, 3) == 9 && even(10) && !even(7) && odd(9));
    CHECK(ops[0](3, 4) == 7 && (*ops[1])(3, 4) == 12 && !ops[2] && apply(mul, 6, 7) == 42 && apply(v ? add : mul, 2, 5) == 7);
    CHECK(jumpy(10) == 1 + 2 + 4 + 5 + 7 + 8); CHECK(nested() == 238 || nested() > 0);
    int i = 0, n = 0; do { n += i; } while (++i < 5); CHECK(n == 10 && i == 5); while (i-- > 0) n--; CHECK(n == 5 && i == -1);
    for (;;) { if (++i > 20) break; } CHECK(i == 21); do i++; while (0); CHECK(i == 22);
    int k = ({ int a = 3; for (int j = 0; j < 4; j++) a += j; a; }); CHECK(k == 9); CHECK((i = 5, i + 1) == 6);
    switch (i) { int dead; case 5: dead = 1; n = dead; break; case 6: n = 9; } CHECK(n == 1); switch (i) { default: n = 4; } CHECK(n == 4);
    switch (i) { case 1: for (;;) { case 5: n = 55; if (n) break; } n++; } CHECK(n == 56);
    CHECK(scopes() == 1 + 2 + 4 + 4 + 16 + 4);
    return 0;
}
