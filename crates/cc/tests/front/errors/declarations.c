int int;
int 5x;
int a b;
x;
y = 3;
main() { return 0; }
int f(a, b) int a, b; { return a; }
int while;
typedef int t = 3;
extern int e = 1;
int (;
