const int limit = 3;
int a[4], b[4];
int f(const char *s, struct t *p) {
    limit = 4;
    a = b;
    5 = 6;
    *s = 'x';
    f = 0;
    a[1]++;
    (a[1] + 2)++;
    &5;
    return 0;
}
