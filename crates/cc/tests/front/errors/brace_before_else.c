int f(int x)
{
    if (x == 3) {
        x = 4;
    else {
        x = 5;
    }
    return x;
}

int g(void)
{
    return f(1);
}
