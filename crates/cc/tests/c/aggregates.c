/* Structs of every small size by value, nested, in arrays; unions; copies. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
#define SIZED(n) \
    struct s##n { unsigned char b[n]; }; \
    static struct s##n make##n(int seed) { struct s##n s; for (int i = 0; i < n; i++) s.b[i] = seed + i * 3; return s; } \
    static int sum##n(int before, struct s##n s, int after) { int t = before * 1000 + after; for (int i = 0; i < n; i++) t += s.b[i] * (i + 1); s.b[0] = 99; return t; } \
    static int check##n(void) { struct s##n s = make##n(7), t; t = s; int e = 5009; for (int i = 0; i < n; i++) e += (unsigned char)(7 + i * 3) * (i + 1); \
        return sum##n(5, t, 9) == e && sum##n(5, make##n(7), 9) == e && t.b[0] == 7 && make##n(7).b[n - 1] == (unsigned char)(7 + (n - 1) * 3); }
SIZED(1) SIZED(2) SIZED(3) SIZED(4) SIZED(5) SIZED(6) SIZED(7) SIZED(8) SIZED(9) SIZED(10) SIZED(11) SIZED(12) SIZED(13)
SIZED(16) SIZED(17) SIZED(20) SIZED(40) SIZED(100)
struct pair { int x, y; }; struct mixed { char c; short h; int i; long long l; };
struct wide { long long v; };
static struct pair swap(struct pair p) { return (struct pair){ p.y, p.x }; }
static struct mixed grow(struct mixed m) { m.c++; m.h++; m.i++; m.l++; return m; }
static long long wides(int a, struct wide w, int b, struct wide v) { return a + w.v * 10 + b * 100 + v.v * 1000; }
static int stack(int a, int b, int c, int d, int e, int f, int g, struct pair p, struct pair q, int h, struct mixed m) {
    return a + b + c + d + e + f + g + p.x * 10 + p.y * 100 + q.x * 1000 + q.y * 10000 + h * 100000 + (int)m.l * 1000000;
}
union u { int i; unsigned char b[4]; struct pair p; };
struct list { struct list *next; int value; };
static struct pair table[3] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
int test(void) {
    CHECK(check1() && check2() && check3() && check4() && check5() && check6() && check7() && check8());
    CHECK(check9() && check10() && check11() && check12() && check13() && check16() && check17() && check20() && check40() && check100());
    struct pair p = { 1, 2 }, q = swap(p);
    CHECK(q.x == 2 && q.y == 1 && swap(q).x == 1 && swap(swap(q)).x == 2);
    struct mixed m = { 'a', 1000, -5, 1LL << 40 }, n = grow(m);
    CHECK(n.c == 'b' && n.h == 1001 && n.i == -4 && n.l == (1LL << 40) + 1 && m.c == 'a' && m.l == 1LL << 40);
    CHECK(wides(1, (struct wide){ 2 }, 3, (struct wide){ 4 }) == 4321);
    CHECK(stack(1, 1, 1, 1, 1, 1, 1, p, q, 7, (struct mixed){ .l = 3 }) == 7 + 10 + 200 + 2000 + 10000 + 700000 + 3000000);
    union u u = { 0x01020304 }; CHECK(u.b[0] == 4 && u.b[3] == 1); u.p.y = 5; u.b[1] = 9; CHECK(u.i == 0x01020904 && u.p.y == 5);
    struct list c = { 0, 3 }, b = { &c, 2 }, a = { &b, 1 }; int t = 0;
    for (struct list *l = &a; l; l = l->next) t = t * 10 + l->value;
    CHECK(t == 123 && a.next->next->value == 3);
    table[1] = table[2]; table[0].x += 10; struct pair *e = table + 1; e->y--;
    CHECK(table[1].x == 5 && table[1].y == 5 && table[0].x == 11 && e[1].x == 5 && &table[2] - e == 1);
    CHECK((t ? p : q).x == 1 && (!t ? p : q).x == 2 && (p = q, p).y == 1);
    int grid[3][4] = { { 1, 2 }, { [2] = 7 }, }; CHECK(grid[0][1] == 2 && grid[1][2] == 7 && grid[2][3] == 0 && sizeof grid == 48);
    struct { int n; struct { char s[6]; } in[2]; } d = { .in = { { "ab" }, { "hello" } } };
    CHECK(d.n == 0 && d.in[0].s[1] == 'b' && d.in[0].s[5] == 0 && d.in[1].s[4] == 'o');
    return 0;
}
