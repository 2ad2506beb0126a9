/* Static objects are bytes and addresses; automatic ones are cleared, then assigned. */
struct s { char c; int v[3]; struct { short a, b; } in; char *name; };
struct s one = { 'x', { 1, 2 }, { 3, 4 }, "name" };
struct s two = { .in.b = 7, .v = { [2] = 9 }, .c = 1 };
struct s elided[] = { 1, 2, 3, 4, 5, 6, "a", [2].name = &one.c };
const char text[] = "abc", cut[2] = "ab", *pointer = &text[1];
int matrix[][2] = { { 1 }, 2, 3, [4][1] = 5 };
long long wide = -1, table[4] = { [1 ... 2] = 0x123456789 };
unsigned address = (unsigned)&two.in;
int offset = (int)&((struct s *)0)->name;
int automatic(int n) {
    struct s a = { n, { [1] = n + 1 }, .name = "local" };
    int whole[2] = { n, 2 };
    char buffer[16] = "start";
    struct s b = a, *p = &(struct s){ .c = 2 };
    static int counter = 3;
    return a.c + whole[1] + buffer[0] + b.c + p->c + counter++;
}
