/* Characters and shorts: extension on load, wrapping on store, plain char unsigned. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
static signed char sc(int x) { return x; }
static unsigned char uc(int x) { return x; }
static short ss(int x) { return x; }
static unsigned short us(int x) { return x; }
static _Bool truth(int x) { return x; }
struct bytes { signed char a; unsigned char b; short c; unsigned short d; _Bool e; };
static struct bytes g = { -1, 255, -2, 65534, 5 };
int test(void) {
    CHECK(sc(200) == -56 && uc(200) == 200 && sc(-129) == 127 && uc(-1) == 255);
    CHECK(ss(40000) == -25536 && us(40000) == 40000 && us(-1) == 65535 && ss(65536) == 0);
    CHECK(truth(0) == 0 && truth(256) == 1 && truth(-1) == 1);
    CHECK((char)-1 == 255 && (signed char)255 == -1);
    unsigned char u = 255; u++; CHECK(u == 0); u--; CHECK(u == 255); u += 3; CHECK(u == 2);
    signed char s = 127; s++; CHECK(s == -128); s--; CHECK(s == 127); s += 2; CHECK(s == -127);
    short h = 32767; h++; CHECK(h == -32768);
    unsigned short w = 0; w--; CHECK(w == 65535 && w + 1 == 65536);
    _Bool b = 1; b++; CHECK(b == 1); b = 0; CHECK(!b); b = 0x100; CHECK(b == 1);
    CHECK(g.a == -1 && g.b == 255 && g.c == -2 && g.d == 65534 && g.e == 1);
    g.a = 128; g.b = 256 + 7; g.c = 0x18000; g.d = -1; g.e = 0;
    CHECK(g.a == -128 && g.b == 7 && g.c == -32768 && g.d == 65535 && g.e == 0);
    CHECK((g.b = 300) == 44 && (g.a = 300) == 44 && (g.c = 70000) == 4464);
    unsigned char v = 200, w2 = 100; CHECK(v + w2 == 300 && (unsigned char)(v + w2) == 44);
    CHECK((unsigned char)~v == 55 && ~v == -201 && -v == -200);
    CHECK((v << 4) == 3200 && (unsigned char)(v << 1) == 144 && (v >> 3) == 25);
    const char *t = "\xff" "a"; CHECK(t[0] == 255 && t[0] > 0 && t[1] == 'a');
    return 0;
}
