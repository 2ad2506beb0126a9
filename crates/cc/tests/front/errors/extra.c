struct point { int x, y; struct { int r, g; } colour; };
struct point a = { 1 };
struct point b = { 0 };
struct point c = { .x = 1 };
struct point d[] = { { 1, 2, { 3, 4 } }, { 5, 6, { 7 } } };
typedef int row[3];
extern row const table;
extern const int table[3];
enum none { };
int unused(int one, int two __attribute__((unused)), int three)
{
    return three;
}
int limits(char c, unsigned u, unsigned short h, signed char s)
{
    int n = (c == -1) + (u >= 0) + (0 > u) + (h > 65535) + (s == 200);
    n += (u == -1) + (u == 0xffffffff) + (h == 65535) + (s < 0u) + (s == -128);
    return n;
}
