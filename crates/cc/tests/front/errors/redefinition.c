int f(void) { return 1; }
int f(void) { return 2; }
int a = 1;
int a = 2;
struct s { int x; };
struct s { int y; };
union s u;
enum e { A, B, A };
int g(int n) { int n; int m; char m; return n + m; }
