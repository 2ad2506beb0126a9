enum colour c;
int f(void) {
    enum color d = 0;
    return d;
}
