int f(int x) {
    int y = x
    y += 1;
    return y
}
int g(void) { return 1 }
