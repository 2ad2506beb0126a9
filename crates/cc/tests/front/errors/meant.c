int a(void), b(void), printf(const char *, ...);

int *gone(int x)
{
    int table[3] = { x };
    static int kept;

    if (x)
        return &table[1];
    return x > 1 ? &kept : &x;
}

int sizes(int table[10], int (*rows)[10])
{
    /* a comment /* in a comment */
    // and one of two lines \
    that hides this
    return sizeof table + sizeof(table) + sizeof rows + sizeof(int[10]);
}

int same(int x, volatile int v)
{
    switch (x) {
        x = 3;
    case 1:
        return x == x || x < x || v == v;
    }
    return x << -1 | x << 40;
}

int margins(int x)
{
    if (x)
        a();
        b();
    for (int i = 0; i < 3; i++)
        a();
    b();
    if (x) {
        a();
    } else if (x > 1)
        b();
        a();
    while (x)
        x = a();

    if (x)
	a();
        b();
    return x;
}

int set(int parameter, int read)
{
    int value, other;

    parameter = 3;
    value = other = read;
    while ((read = a()))
        b();
    return 0;
}

void *through(void *p)
{
    *p;
    (void)*p;
    return *p;
}
