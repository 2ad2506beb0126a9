int plain(void) {
    int x;
    return x;
}
int sum(int n, const int *a) {
    int total;
    for (int i = 0; i < n; i++) total += a[i];
    return total;
}
int partly(int c) {
    int x;
    if (c) x = 1;
    return x;
}
int later(int n) {
    int last;
    for (int i = 0; i < n; i++) {
        if (i > 0 && last) return i;
        last = i;
    }
    return 0;
}
int around(int n) {
    int x;
again:
    if (n > 2) return x;
    x = n++;
    goto again;
}
int through(void) {
    int x;
    int *p = &x;
    *p = 3;
    return x;
}
void set_only(int n) {
    int kept;
    kept = n;
    int counted = 0;
    counted++;
}
int first(int n) {
    int x;
    do x += n; while (n--);
    return x;
}
