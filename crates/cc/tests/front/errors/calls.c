int two(int a, char *b);
struct s { int v; } box;
int f(int n) {
    two(1);
    two(1, "x", 3);
    two("text", n);
    two(box, 0);
    n(1);
    return two;
}
