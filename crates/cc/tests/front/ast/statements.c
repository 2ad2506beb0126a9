/* Control flow stays structured; labels and cases stand where they are written. */
void go(void);
_Noreturn void stop(void);
int control(int n) {
    int i, sum = 0;
    for (i = 0; i < n; i++) {
        if (i == 3) continue;
        else if (i > 5) break;
        sum += i;
    }
    for (int j = 10;;) { while (j--) sum--; break; }
    do go(); while (sum > 0);
    switch (n) {
    case 1: case 2: sum = 1;
    case 5 ... 9: { sum = 2; break; }
    default: go();
    }
again:
    if (sum < 10) goto again;
    if (n == 77) stop();
    return ({ int t = n; t + 1; });
}
int main(void) { control(1); }
