int step(int);
int f(int x, int y)
{
    switch (x) {
    case 0:
    case 1:
        step(1);
    case 2:
        step(2);
        break;
    case 3:
        step(3);
        /* fall through */
    case 4:
        step(4);
        // FALLTHRU
    case 5:
        step(5);
        __attribute__((fallthrough));
    case 6:
        if (y)
            return 1;
    case 7: {
        step(7);
        [[fallthrough]];
    }
    case 8:
        while (1)
            step(8);
    case 9:
        step(9);
    case 10:
        break;
    case 11:
        step(11); /* this falls through as well */
    again:
    default:
        step(12);
    }
    __attribute__((fallthrough));
    if (y)
        goto again;
    return 0;
}
