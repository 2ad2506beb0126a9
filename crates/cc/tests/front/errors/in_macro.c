#define CHECK(x) do { if (!(x)) fail(#x); } while (0)
int f(int n) {
    CHECK(n > 1);
    CHECK(m > 1);
    return 0;
}
