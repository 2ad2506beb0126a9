/* Large frames, far offsets, many live values, many arguments, alignment. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
static int id(int x) { volatile int v = x; return v; }
static int large(int n) { int a[1500], b[3]; char c[5000]; for (int i = 0; i < 1500; i++) a[i] = i * n; b[0] = a[1499]; b[2] = a[700]; c[4999] = n; c[0] = 1; for (int i = 1; i < 5000; i++) c[i] += c[i - 1] * 0 + 0 * n; return b[0] + b[2] + c[4999] * 0 + a[id(3)]; }
static int many(int n) {
    int a = id(n), b = id(n + 1), c = id(n + 2), d = id(n + 3), e = id(n + 4), f = id(n + 5), g = id(n + 6), h = id(n + 7), i = id(n + 8), j = id(n + 9);
    int k = id(n + 10), l = id(n + 11), m = id(n + 12), o = id(n + 13), p = id(n + 14), q = id(n + 15), r = id(n + 16), s = id(n + 17), t = id(n + 18), u = id(n + 19);
    int v = a * b, w = c * d, x = e * f, y = g * h, z = i * j, aa = k * l, bb = m * o, cc = p * q, dd = r * s, ee = t * u;
    for (int z1 = 0; z1 < 3; z1++) { a += b; b += c; c += d; d += e; e += f; f += g; g += h; h += i; i += j; j += k; k += l; l += m; m += o; o += p; p += q; q += r; r += s; s += t; t += u; u += v; v ^= w; w ^= x; x ^= y; y ^= z; z ^= aa; aa ^= bb; bb ^= cc; cc ^= dd; dd ^= ee; ee += a; }
    return a + b + c + d + e + f + g + h + i + j + k + l + m + o + p + q + r + s + t + u + v + w + x + y + z + aa + bb + cc + dd + ee;
}
static int twelve(int a, int b, int c, int d, int e, int f, int g, int h, int i, char j, short k, long long l) { return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + (int)(l >> 32) * 12; }
static int (*fp)(int, int, int, int, int, int, int, int, int, char, short, long long) = twelve;
static int deep(int n, int a, int b, int c, int d, int e, int f, int g, int h) { return n ? deep(n - 1, b, c, d, e, f, g, h, a + n) : a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8; }
static int aligned(int n) { _Alignas(64) char b[10]; char c; _Alignas(32) int x = n; b[0] = n; c = 1; return (((unsigned)b & 63) | ((unsigned)&x & 31)) == 0 && b[0] == n && c == 1 && x == n; }
static int rotate(int a, int b, int c, int d, int n) { while (n-- > 0) { int t = a; a = b; b = c; c = d; d = t; } return a * 1000 + b * 100 + c * 10 + d; }
static int outer(int n) { int big[600]; big[599] = n; return twelve(1, 2, 3, 4, 5, 6, 7, 8, big[599], 1, 2, 3LL << 32); }
int test(void) {
    CHECK(large(3) == 1499 * 3 + 2100 + 9);
    CHECK(many(1) == 0xe3c && many(-77) == 0x9b4c);
    CHECK(twelve(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1LL << 32) == 78 && fp(0, 0, 0, 0, 0, 0, 0, 0, 5, 255, -3, -1) == 45 + 2550 - 33 - 12);
    CHECK(deep(5, 1, 2, 3, 4, 5, 6, 7, 8) == 6 + 7 * 2 + 8 * 3 + 6 * 4 + 6 * 5 + 6 * 6 + 6 * 7 + 6 * 8);
    CHECK(aligned(5)); CHECK(rotate(1, 2, 3, 4, 5) == 2341 && rotate(1, 2, 3, 4, 0) == 1234); CHECK(outer(9) == 1 + 4 + 9 + 16 + 25 + 36 + 49 + 64 + 81 + 10 + 22 + 36);
    return 0;
}
