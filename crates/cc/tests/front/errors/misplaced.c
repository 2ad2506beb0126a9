int puts(const char *);
int total = 3;
total = 4;
puts("x");
for (;;) { puts("x"); }
int early(int a);
{
    return a;
}

int loops(int n; int m)
{
    for (int i = 0, i < n; i++)
        puts("x");
    for (int i = 0; i < n; i++;)
        puts("x");
    int a[3], int = 3;
    a{0} = 1;
    return (1 + @2) + 3 ` 4;
}

_Atomic(int) shared;
double ratio = 1.5, other = 2.5e3;
int int twice;
int 2nd;
