int f(int x) {
    if (x) {
        x++;
    return x;
}
int g(void) { return 0; }
