int puts(const char *), printf(const char *, ...);

int quotes(void)
{
    puts(“double”);
    return ‘a’ + ’b’;
}

int spaces(int a, int b, int c​)
{
    return a + b + c;
}

int signs(int a, int b)
{
    if (a ≠ b)
        return a – b;
    return a × b；
}

int größe = 1, 変数 = 2, € = 3;
int rest = 3 • 4;
