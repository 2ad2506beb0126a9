/* Packed structs: parts that stand at odd addresses are reached through arrays, pointers and copies. */
#define CHECK(condition) do { if (!(condition)) return __LINE__; } while (0)

struct pair { int a; short b; };
struct triple { int v[3]; };
struct __attribute__((packed)) packed {
    char first;
    int words[4];
    struct pair pair, pairs[3];
    unsigned long long wide[2];
    int *pointers[2];
    short matrix[2][3];
    struct triple triple;
    int last;
};

static struct packed unit = { 1, { 2, 3, 4, 5 }, { 6, 7 }, { { 8, 9 }, { 10, 11 }, { 12, 13 } }, .last = 99 };
static struct packed many[2];

__attribute__((noinline)) static struct pair get(struct packed *p, int n) { return p->pairs[n]; }
__attribute__((noinline)) static int sum(struct triple t, struct pair p) { return t.v[0] + t.v[1] + t.v[2] + p.a + p.b; }

__attribute__((noinline)) static int arrays(struct packed *p, int n) {
    for (int i = 0; i < 4; i++) { p->words[i] += i * n; p->words[i] <<= 1; }
    CHECK(p->words[3] == (5 + 3 * n) * 2 && p->words[0]++ == 4 && *p->words == 5);
    for (int i = 0; i < 2; i++) {
        p->wide[i] = 0x123456789ULL * (n + i);
        p->pointers[i] = &p->words[i];
        for (int j = 0; j < 3; j++) p->matrix[i][j] = i * 3 + j - n;
    }
    CHECK(p->wide[1] == 0x123456789ULL * (n + 1) && (char *)p->pointers[1] == &p->first + 5);
    CHECK(p->matrix[1][2] == 5 - n && p->matrix[n & 1][n & 1] == (n & 1) * 4 - n);
    return 0;
}

__attribute__((noinline)) static int copies(struct packed *p, int n) {
    p->pair = p->pairs[n & 1];
    p->pairs[2] = p->pair;
    struct pair x = n ? p->pair : p->pairs[0];
    CHECK(x.a == p->pairs[n & 1].a && x.b == get(p, 2).b);
    p->triple = (struct triple){ { n, n + 1, n + 2 } };
    CHECK(sum(p->triple, p->pair) == 3 * n + 3 + x.a + x.b);
    struct packed local = { 5, { n, n + 1 }, x, { x, p->pairs[1] }, .triple = p->triple, .last = n };
    CHECK(local.words[n & 3] == (n < 2 ? 2 * n : 0) && local.pairs[0].a == x.a && local.triple.v[2] == n + 2);
    CHECK(local.pairs[1].b == 11 && local.last == n && *(local.words + 1) == n + 1);
    many[1] = local;
    many[0] = many[1];
    CHECK(many[n & 1].pairs[n & 1].b == (n & 1 ? 11 : x.b));
    return 0;
}

/* A large parameter stands where the caller has put it, and that need not be at a word. */
struct __attribute__((packed)) large { unsigned long long wide; unsigned short few : 3; _Bool flag; unsigned short rest[4]; };
__attribute__((noinline)) static int parameter(char c, struct large p, int n) {
    p.wide += n;
    p.rest[n & 3] -= n;
    return (int)p.wide + p.few + p.rest[0] + p.rest[n & 3] + c;
}

int test(void) {
    int line;
    struct { char c; struct large l; } s = { 1, { 40, 5, 1, { 7, 6, 5, 4 } } };
    CHECK(parameter(1, s.l, 2) == 42 + 5 + 7 + 3 + 1);
    CHECK(parameter(s.c, (struct large){ 1 }, 1) == 2 + 65535 + 1);
    if ((line = arrays(&unit, 1)) || (line = copies(&unit, 1))) return line;
    unit.words[0] = 2; unit.words[3] = 5;
    return copies(&unit, 2);
}
