int x;
long x;
int f(int);
int f(char c) { return c; }
static int f(char);
void v;
int array[-1], huge[2000000000], none[];
int (*returns_array(void))[3];
int bad(void)[3];
struct s { struct s inner; int; int a; int a; };
short long mixed;
