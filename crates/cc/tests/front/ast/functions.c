/* Calls, variadics, builtins, attributes; static functions that nobody uses are gone. */
int printf(const char *format, ...);
static int unused(void) { return 1; }
static inline int twice(int x) { return x * 2; }
inline int thrice(int x) { return x * 3; }
__attribute__((noinline, section(".fast"))) int placed(short s) { return s; }
__attribute__((weak)) void hook(void) { }
int sum(int count, ...) {
    __builtin_va_list list, copy;
    int total = 0;
    __builtin_va_start(list, count);
    __builtin_va_copy(copy, list);
    while (count--) total += __builtin_va_arg(list, int);
    total += (int)__builtin_va_arg(copy, long long);
    __builtin_va_end(list);
    return total;
}
int calls(char c) {
    printf("%d %s", c, __func__);
    placed(c);
    hook();
    __builtin_memcpy(&c, "x", 1);
    if (__builtin_expect(c == 0, 0)) __builtin_unreachable();
    return twice(sum(2, 1, 2LL)) + thrice(c) + __builtin_popcount(255) + __builtin_constant_p(c);
}
