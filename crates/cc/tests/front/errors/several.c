int f(int a {
    return a;
}
int g(void) {
    int x = 3
    if (x == 3) { x = 4; }
    for (int i = 0; i < 3; i++ { x++; }
    switch (x) { case 1 x++; break; }
    struct p { int a } q;
    q.a = ;
    x = (3 + ;
    foo(1, 2;
    return x;
}
void h() { char *s = "abc; }
int k(void) { while (1 { } do { } while (0) return 1; }
struct z { int a; int b }
int m(void) { return 1; }
int n(int x) { if (x) { return 1; } else { return 2; }
