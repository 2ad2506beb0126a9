/* Bit-fields: packing, sign, wrapping on store, update operators. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
struct f { unsigned a : 3; int b : 5; unsigned c : 11; int d : 13; unsigned char e : 4, g : 4; unsigned w : 32; signed one : 1; _Bool t : 1; };
static struct f s = { 5, -7, 1000, -4000, 9, 15, 0xdeadbeef, -1, 1 };
int test(void) {
    CHECK(s.a == 5 && s.b == -7 && s.c == 1000 && s.d == -4000 && s.e == 9 && s.g == 15 && s.w == 0xdeadbeef && s.one == -1 && s.t == 1);
    s.a = 9; CHECK(s.a == 1 && s.b == -7); s.b = 15; CHECK(s.b == 15 && s.a == 1 && s.c == 1000);
    CHECK((s.b = 16) == -16 && (s.a = 15) == 7); s.c++; CHECK(s.c == 1001); s.c -= 1002; CHECK(s.c == 2047);
    s.d = 4095; CHECK(s.d == 4095); s.d++; CHECK(s.d == -4096); CHECK(s.d-- == -4096 && s.d == 4095);
    s.e += 10; CHECK(s.e == 3 && s.g == 15); s.g ^= 5; CHECK(s.g == 10); s.w += 1; CHECK(s.w == 0xdeadbef0);
    s.one = 0; CHECK(s.one == 0); s.one = 1; CHECK(s.one == -1); s.t = 0; CHECK(!s.t); s.t = 4; CHECK(s.t == 1);
    struct f l = s; l.a = 2; CHECK(l.a == 2 && s.a == 7 && l.c == 2047);
    struct { unsigned lo : 12, hi : 20; } page = { 0x123, 0x80000 }; CHECK(page.hi << 12 == 0x80000000u && page.lo == 0x123 && page.hi > 0);
    struct f *p = &l; p->d = -1; p->c = 0; CHECK(p->d == -1 && p->c == 0 && p->b == -16); CHECK(p->a + p->b == -14);
    return 0;
}
