#pragma pack(3)
#pragma pack(pop)
int f(a, b) int a; int c; { return a + b; }
int other(void) __attribute__((alias("nobody")));
int g(int *p) { return __builtin_add_overflow(1, 2); }
int h(int *p) { return __builtin_mul_overflow(1, "two", p); }
int i(void *p) { goto *p; nowhere: return 0; }
asm("nop"
