int f(void) {
    a1; a2; a3; a4; a5; a6; a7; a8; a9; a10;
    b1; b2; b3; b4; b5; b6; b7; b8; b9; b10;
    c1; c2; c3;
    return 0;
}
int g(void) { return d; }
