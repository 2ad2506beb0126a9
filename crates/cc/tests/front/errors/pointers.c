int *p;
char *c;
const int *k;
int f(int n, unsigned *u) {
    p = c;
    p = n;
    n = p;
    p = k;
    p = 0;
    p = u;
    n = p - c;
    p = p + p;
    p = p * 2;
    return p == n;
}
