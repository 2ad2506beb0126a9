int printf(const char *, ...);
static int idle(void) { return 1; }
int f(int n, unsigned u) {
    int unused;
    if (n = 1) ;
    n == 2;
    if (n < u) n++;
    if (1 < n < 3) n--;
    printf("%d %s %q", n);
    printf("%s\n", n);
    printf("%d\n", "x", 2);
    printf("%lld %u\n", n, 5LL);
    return n / 0 + (n << 40);
label:
    return 0;
}
