int f(int x) {
    if (x > 0 {
        return 1;
    }
    while (x { x--; }
    return (x + 1;
}
