/* typeof, ?: without a middle, ranges, _Generic, empty structs, zero-length arrays. */
#define max(a, b) ({ __typeof__(a) x = (a); __typeof__(b) y = (b); x > y ? x : y; })
#define kind(x) _Generic((x), int: "int", char *: "text", default: "other")
struct empty { };
struct tail { int n; char bytes[]; };
struct tail filled = { 3, { 1, 2, 3 } };
int zero[0];
int gnu(int a, char *s) {
    __auto_type copy = a;
    const char *names[] = { kind(a), kind(s), kind(2LL) };
    return max(a, copy) + (a ?: 7) + sizeof(struct empty) + sizeof(struct tail) + (names[0] == 0);
}
_Static_assert(__builtin_types_compatible_p(int, signed), "the same");
_Static_assert(_Alignof(long long) == 8 && sizeof(void *) == 4, "ilp32");
