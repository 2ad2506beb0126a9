/* Words: wrapping, signedness, shifts, division in the corners. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
static int id(int x) { volatile int v = x; return v; }
static unsigned uid(unsigned x) { volatile unsigned v = x; return v; }
#define MIN (-2147483647 - 1)
#define MAX 2147483647

static int divide_by_constants(int x) {
    int q[] = { x / 2, x / -2, x / 3, x / 7, x / -10, x / 8, x / 1000, x / 641, x / MAX, x / MIN };
    int d[] = { 2, -2, 3, 7, -10, 8, 1000, 641, MAX, MIN };
    int r[] = { x % 2, x % -2, x % 3, x % 7, x % -10, x % 8, x % 1000, x % 641, x % MAX, x % MIN };
    for (int i = 0; i < 10; i++) {
        if (q[i] != x / id(d[i]) || r[i] != x % id(d[i])) return 0;
    }
    return 1;
}
static int divide_unsigned(unsigned x) {
    unsigned q[] = { x / 2, x / 3, x / 7, x / 10, x / 16, x / 641, x / 1000, x / 0x80000000u, x / 0xffffffffu, x / 28 };
    unsigned d[] = { 2, 3, 7, 10, 16, 641, 1000, 0x80000000u, 0xffffffffu, 28 };
    unsigned r[] = { x % 2, x % 3, x % 7, x % 10, x % 16, x % 641, x % 1000, x % 0x80000000u, x % 0xffffffffu, x % 28 };
    for (int i = 0; i < 10; i++) {
        if (q[i] != x / uid(d[i]) || r[i] != x % uid(d[i])) return 0;
    }
    return 1;
}

int test(void) {
    CHECK(id(7) / id(-2) == -3 && id(7) % id(-2) == 1 && id(-7) % id(2) == -1);
    CHECK(id(MAX) + 1 < 0 || 1);
    CHECK(uid(0xffffffffu) + 1 == 0);
    CHECK(uid(5) - 6 == 0xffffffffu);
    CHECK(id(-8) >> 1 == -4 && uid(0x80000000u) >> 31 == 1);
    CHECK(id(1) << id(31) == MIN);
    CHECK(id(-1) < 0 && uid(-1) > 0 && (unsigned)id(-1) > 5u);
    CHECK(!(id(-1) < uid(1)));
    CHECK(id(3) * id(-5) == -15 && uid(0x10001) * uid(0x10001) == 0x20001u);
    CHECK((id(6) & id(3)) == 2 && (id(6) | id(3)) == 7 && (id(6) ^ id(3)) == 5 && ~id(0) == -1);
    CHECK(0 - uid(0x80000000u) == 0x80000000u && -id(-5) == 5);
    CHECK(!id(0) == 1 && !id(5) == 0 && !!id(5) == 1);
    int samples[] = { 0, 1, -1, 2, -2, 3, 7, -7, 10, 99, -99, 1000, 999, 123456789, -123456789, MAX, MIN, MAX - 1, MIN + 1 };
    for (unsigned i = 0; i < sizeof samples / sizeof *samples; i++) {
        CHECK(divide_by_constants(samples[i]));
        CHECK(divide_unsigned(samples[i]));
        int x = samples[i];
        CHECK(x * 3 == id(x) * id(3) && x * 10 == id(x) * id(10) && x * -1 == -x && x * 7 == id(x) * id(7));
        CHECK(x * -4 == id(x) * id(-4) && x * 31 == id(x) * id(31) && x * 33 == id(x) * id(33) && x * 0 == 0);
        CHECK((x & 0xffff) == (int)(unsigned short)x && (x & ~0xfff) == x - (x & 0xfff));
    }
    CHECK((id(5) > 3) + (id(5) >= 5) + (id(5) <= 5) + (id(5) < 6) + (id(5) != 4) + (id(5) == 5) == 6);
    CHECK((id(5) > 5) + (id(5) >= 6) + (id(5) <= 4) + (id(5) < 5) + (id(5) != 5) + (id(5) == 4) == 0);
    CHECK(3 < id(5) && !(5 < id(5)) && 5 <= id(5) && 2047 > id(5) && 4096 > id(5) && -4096 < id(5));
    CHECK(uid(5) < 4000000000u && uid(4000000000u) >= 4000000000u && uid(3) <= 3 && !(uid(3) > 3));
    int x = id(10);
    x += 5; x -= 3; x *= 2; x /= 3; x <<= 4; x >>= 1; x |= 1; x &= 0x7f; x ^= 2; x %= 50;
    CHECK(x == 17);
    CHECK(x++ == 17 && x == 18 && ++x == 19 && x-- == 19 && --x == 17);
    return 0;
}
