/* Designators that come back to a part, ranges within ranges, and what follows them. */
struct in { int a, b[3], c; };
struct out { int n; struct in in[2]; char name[4]; int last; };

static struct out again[] = {
    { 1, { { 2, { 3, 4, 5 }, 6 } }, "abc", 7 },
    [0].in[1].b[1] = 8,
    [0].name = "x",
    [1] = { 9, .last = 10 },
    [1] = { .name = "q" },
};
static struct out ranges[4] = { [1 ... 2].in[0 ... 1].b[1 ... 2] = 1, 2, "hi", 3, { 4 } };
static int rows[3][3] = { [0 ... 2] = { [0 ... 1] = 5 }, [1] = { 6 }, [2][2] = 7 };

/* Designated bit-fields: each replaces itself alone, whatever shares its unit. */
struct flags { char b; unsigned x:8; unsigned y:4, z:4; short h; };

static struct flags mixed[2] = {
    { .y = 3, .x = 1, .b = 2, .h = 9, .z = 7 },
    [1].x = 4, [1].b = 5, [0].x = 6, [1].y = 7, [1].y = 8,
};

static int fields(int n)
{
    struct flags one = { .x = n, .b = n + 1, .z = n + 2, .y = n + 3 };
    struct flags two = { 1, 2, .z = n, .h = n };

    if (mixed[0].b != 2 || mixed[0].x != 6 || mixed[0].y != 3 || mixed[0].z != 7 || mixed[0].h != 9) return __LINE__;
    if (mixed[1].b != 5 || mixed[1].x != 4 || mixed[1].y != 8 || mixed[1].z || mixed[1].h) return __LINE__;
    if (one.x != n || one.b != n + 1 || one.z != n + 2 || one.y != n + 3 || one.h) return __LINE__;
    return two.b != 1 || two.x != 2 || two.y || two.z != n || two.h != n ? __LINE__ : 0;
}

static int automatic(int n)
{
    struct out o = { 1, { [0 ... 1] = { n, { n + 1, n + 2, n + 3 }, n + 4 } }, .in[1] = { .b[2] = n } };
    int sum = o.n;

    for (int i = 0; i < 2; i++)
        sum = sum * 10 + o.in[i].a + o.in[i].b[0] + o.in[i].b[1] + o.in[i].b[2] + o.in[i].c;
    return sum;
}

int test(void)
{
    if (sizeof again / sizeof *again != 2) return __LINE__;
    if (again[0].n != 1 || again[0].in[0].b[2] != 5 || again[0].in[0].c != 6) return __LINE__;
    if (again[0].in[1].b[0] || again[0].in[1].b[1] != 8 || again[0].last != 7) return __LINE__;
    if (again[0].name[0] != 'x' || again[0].name[1] || again[0].name[2]) return __LINE__;
    if (again[1].n || again[1].last || again[1].name[0] != 'q') return __LINE__;
    for (int i = 1; i < 3; i++)
        for (int j = 0; j < 2; j++)
            if (ranges[i].in[j].b[0] || ranges[i].in[j].b[1] != 1 || ranges[i].in[j].b[2] != 1) return __LINE__;
    if (ranges[1].in[1].c || ranges[1].name[0] || ranges[1].last) return __LINE__;
    if (ranges[2].in[0].c || ranges[2].in[1].c != 2) return __LINE__;
    if (ranges[2].name[1] != 'i' || ranges[2].last != 3 || ranges[3].n != 4) return __LINE__;
    if (rows[0][1] != 5 || rows[0][2] || rows[1][0] != 6 || rows[1][1] || rows[2][1] != 5 || rows[2][2] != 7)
        return __LINE__;
    if (fields(5)) return fields(5);
    return automatic(1) == 100 + 150 + 1 ? 0 : __LINE__;
}
