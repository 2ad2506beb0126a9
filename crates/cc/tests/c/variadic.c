/* Variadic functions: words, 64-bit pairs aligned, structs, many arguments, va_copy. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
#include <stdarg.h>
struct p { int x, y; }; struct q { int a[5]; }; struct w { long long l; }; struct c { char c[3]; };
static long long sum(const char *kinds, ...) {
    va_list ap; long long t = 0; va_start(ap, kinds);
    for (const char *k = kinds; *k; k++) switch (*k) {
        case 'i': t = t * 3 + va_arg(ap, int); break; case 'l': t = t * 3 + va_arg(ap, long long); break;
        case 'p': { struct p v = va_arg(ap, struct p); t = t * 3 + v.x - v.y; break; }
        case 'q': { struct q v = va_arg(ap, struct q); t = t * 3 + v.a[0] + v.a[4]; break; }
        case 'w': { struct w v = va_arg(ap, struct w); t = t * 3 + v.l; break; }
        case 'c': { struct c v = va_arg(ap, struct c); t = t * 3 + v.c[0] + v.c[2]; break; }
        case 's': t = t * 3 + *va_arg(ap, char *); break; }
    va_end(ap); return t;
}
static int late(int a, int b, int c, int d, int e, int f, int g, int h, int i, ...) { va_list ap, again; va_start(ap, i); va_copy(again, ap); int x = va_arg(ap, int), y = va_arg(ap, int); int z = va_arg(again, int); va_end(ap); va_end(again); return a + b + c + d + e + f + g + h + i + x * 100 + y * 1000 + z * 10000; }
static long long pass(va_list ap) { long long a = va_arg(ap, long long); return a + va_arg(ap, int); }
static long long outer(int n, ...) { va_list ap; va_start(ap, n); long long r = pass(ap); va_end(ap); return r * n; }
int test(void) {
    struct p p = { 10, 3 }; struct q q = { { 1, 2, 3, 4, 5 } }; struct w w = { 1LL << 33 }; struct c c = { { 1, 2, 3 } };
    CHECK(sum("") == 0 && sum("iii", 1, 2, 3) == 18 && sum("l", 1LL << 40) == 1LL << 40);
    CHECK(sum("il", 1, 5LL << 32) == 3 + (5LL << 32) && sum("lil", 2LL, 3, 1LL << 35) == 27 + (1LL << 35));
    CHECK(sum("iiiiiiiiii", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) == 29524 && sum("iiiiiiil", 0, 0, 0, 0, 0, 0, 1, 7LL << 32) == 3 + (7LL << 32));
    CHECK(sum("iiiiiil", 0, 0, 0, 0, 0, 1, 9LL << 32) == 3 + (9LL << 32) && sum("iiiiiilili", 0, 0, 0, 0, 0, 0, 1LL, 1, 1LL, 1) == 40);
    CHECK(sum("pi", p, 4) == 25 && sum("ipi", 1, p, 4) == 9 + 21 + 4 && sum("qi", q, 1) == 19 && sum("wi", w, 1) == 3 * (1LL << 33) + 1);
    CHECK(sum("iw", 1, w) == 3 + (1LL << 33) && sum("ci", c, 1) == 13 && sum("iiiiiip", 0, 0, 0, 0, 0, 0, p) == 7 && sum("iiiiiiiqw", 0, 0, 0, 0, 0, 0, 0, q, w) == 18 + (1LL << 33));
    CHECK(sum("si", "A", -1) == 194 && late(1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3) == 9 + 200 + 3000 + 20000 && outer(2, 1LL << 34, 5) == ((1LL << 34) + 5) * 2);
    return 0;
}
