typedef unsigned int size_t;
int printf(const char *format, ...), scanf(const char *format, ...);
int sprintf(char *to, const char *format, ...), sscanf(const char *from, const char *format, ...);
int vprintf(const char *format, __builtin_va_list list);
int show(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));
int ask(const char *format, ...) __attribute__((__format__(__scanf__, 1, 2)));

enum colour { RED };
struct pair { int a, b; };

void kinds(int i, long l, unsigned long ul, long long ll, char c, enum colour e, _Bool b, char *s)
{
    printf("%d %u %x %c %hhd %d %d %d\n", i, i, i, i, i, c, e, b);
    printf("%lu\n", 1LL);
    printf("%ld\n", 3);
    printf("%d %i %o\n", l, ul, ll);
    printf("%lld %jd %zu\n", l, i, ul);
    printf("%s %s %p %d\n", i, &i, i, s);
    printf("%*d %.*s\n", l, i, ll, s);
    show(1, "%s\n", i);
}

void flags(int i, unsigned u, char *s)
{
    printf("%-05d %05.2d %+ d %--d\n", i, i, i, i);
    printf("%+u %#d %0s %.3c %hs\n", u, i, s, i, s);
}

void texts(int i, char *s, __builtin_va_list list)
{
    printf("100%\n");
    printf("%5");
    printf("%y %d\n", i, i);
    printf("%f %1$d\n", i);
    printf("");
    printf(0);
    printf("one\0two");
    printf(i ? "%d\n" : "none\n", i);
    printf(i ? "%d\n" : "%s\n", i);
    printf("%d\n", i, i);
    printf("%d %d\n", i);
    printf(s);
    vprintf("%d %q", list);
}

void places(int i, long l, const int *fixed, char *s, struct pair p)
{
    char name[10];
    enum colour e;

    scanf("%d %9s %c %*d %[a-z]%n", &i, name, s, name, &i);
    scanf("%d %c %s", i, *s, i);
    scanf("%d %ld %hd", &l, &i, &i);
    scanf("%s %s", &name, &p);
    scanf("%10s %10c", name, name);
    scanf("%d %d %d", fixed, (int *)0, &e);
    scanf("%[a-z", name);
    scanf("%0d %*ld %*n", &i, &i);
    scanf("%p", s);
    sscanf(s, "%d", p.a);
    ask("%d %d", &i);
}

int wrong_text(int level, const char *format, ...) __attribute__((format(printf, 1, 3)));
int wrong_first(const char *format, ...) __attribute__((format(printf, 1, 3)));
int wrong_word(const char *format, ...) __attribute__((format(prontf, 1, 2)));
