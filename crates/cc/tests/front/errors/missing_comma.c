int main(void) {
    int a[3] = {1 2, 3};
    int b[2][2] = {{1, 2} {3, 4}};
    for (int i = 0; i < 3; i++) a[i] = b[0][0];
    return 0;
}
