int f(int, int);
int g;
enum colour { RED, GREEN, BLUE };
int order(int i, int *a, int x, unsigned char c)
{
    i = i++;
    a[i] = i++;
    f(i++, i);
    x += i-- + i;
    g = g++ + 1;
    i = i + 1, i++;
    i = f(i++, 2);
    x = (i++, i) + (x && x--);
    a[i++] = a[x++] = c;
    *a++ = *a;
    return i++ ? i-- : x;
}
int precedence(int a, int b, int c)
{
    if (a & b == c) a++;
    if (a && b || c) a++;
    if (!a == b) a++;
    if (!a == (b > c)) a++;
    if ((a & b) == c || (a && b)) a++;
    return 1 << a + b;
}
int leaves_out(enum colour colour, int a)
{
    switch (colour) {
    case RED: return 1;
    case BLUE ... 5: break;
    }
    switch (colour) {
    case RED: break;
    default: return 2;
    }
    if (a)
        if (a > 3) return 4;
        else return 5;
    if (a) {
        if (a > 3) return 4;
    } else return 5;
    !a;
    a && colour;
    return 0;
}
