float f;
double half(double x) { return x * 0.5; }
_Complex c;
_Atomic int a;
__int128 wide;
_Thread_local int t;
int vla(int n) { int array[n]; return array[0]; }
int table(int n, int m[n][n]) { return m[0][0]; }
void jump(void) { asm goto("" : : : : here); here:; }
void *stack(int n) { return __builtin_alloca(n); }
__attribute__((constructor)) void early(void) { }
void *caller(void) { return __builtin_return_address(1); }
long long swap(long long *p) { return __atomic_exchange_n(p, 1, 5); }
void *nowhere = &&here;
void effects(int n, int list[n++]) { }
long long nand(long long *p) { return __atomic_fetch_nand(p, 1, 5); }
struct __attribute__((scalar_storage_order("big-endian"))) swapped { int i; };
