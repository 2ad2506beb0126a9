#define MAX 10;
int below(int x) {
    if (x < MAX) return 1;
    return 0;
}
int sum(void) {
    int x = MAX + 1;
    return x;
}
int call(void) {
    return below(MAX);
}
