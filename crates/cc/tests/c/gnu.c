/* What GNU C adds, and what C had before prototypes. */

asm(".globl from_assembly\n"
    "from_assembly:\n"
    "\taddi a0, a0, 5\n"
    "\tret");
int from_assembly(int n);

/* An interpreter as its authors write it: each operation goes on to the next. */
static int interpret(const unsigned char *code) {
    static const void *const operations[] = { &&halt, &&add, &&twice, &&skip };
    int value = 0;
    goto *operations[*code++];
add:
    value += *code++;
    goto *operations[*code++];
twice:
    value *= 2;
    goto *operations[*code++];
skip:
    code++;
    goto *operations[*code++];
halt:
    return value;
}

static int distance(int n) {
    static const int distances[] = { &&zero - &&zero, &&one - &&zero, &&two - &&zero };
    goto *(&&zero + distances[n]);
zero:
    return 10;
one:
    return 11;
two:
    return 12;
}

static int labels_differ(void) {
    void *a = &&here, *b = &&there;
    if (a == b || !a || !b) return 0;
here:
there:
    return 1;
}

static int old(a, p, c)
    short a;
    int *p, c;
{
    return a + *p + c;
}

int unknown();
int unknown(c) unsigned char c; { return c; }

static int sum(int n, const int list[n]) {
    int total = 0;
    for (int i = 0; i < n; i++) total += list[i];
    return total;
}

#pragma pack(push, 1)
struct one { char a; int b; short c; };
struct asks { char a; int b __attribute__((aligned(8))); };
struct across { int x : 12; char y : 6; long long z : 63; long long b : 2; };
#pragma pack(2)
struct two { char a; int b; short c; };
#pragma pack(pop)
struct own { char a; int b; short c; };
#define PACKED _Pragma("pack(1)")
PACKED
struct bits { char a; int b : 20; int c : 20; };
_Pragma("pack()")
struct own_bits { char a; int b : 20; int c : 20; };

static struct across fixed = { 3, 30, 0x123456789abcdef0, 2 };

/* A field of 63 bits that begins at bit 2 of its first byte. */
static int nine_bytes(void) {
    struct across s = { 0, 0, 0, 0 };
    unsigned char *bytes = (unsigned char *)&s;
    if (sizeof s != 11) return 1;
    s.z = -1;
    if (bytes[2] != 0xfc || bytes[9] != 0xff || bytes[10] != 1 || s.y || s.b) return 2;
    s.z = 0x123456789abcdef0;
    s.b = 2;
    if (s.z != 0x123456789abcdef0 || s.b != -2) return 3;
    s.z -= 0x123456789abcdef1;
    if (s.z != -1 || s.x || s.y || s.b != -2) return 4;
    return fixed.x != 3 || fixed.y != 30 || fixed.z != 0x123456789abcdef0 || fixed.b != -2;
}

static int original(int n) { return n * 3; }
int also(int n) __attribute__((alias("original")));
int datum = 17;
extern int same_datum __attribute__((alias("datum")));

static int overflows(void) {
    int i;
    unsigned u;
    signed char c;
    if (__builtin_add_overflow(2147483647, 0, &i) || i != 2147483647) return __LINE__;
    if (!__builtin_add_overflow(2147483647, 1, &i) || i != -2147483647 - 1) return __LINE__;
    if (!__builtin_sub_overflow(1u, 2u, &u) || u != 0xffffffff) return __LINE__;
    if (__builtin_sub_overflow(1u, 2u, &i) || i != -1) return __LINE__;
    if (__builtin_mul_overflow(-4, 32, &c) || c != -128) return __LINE__;
    if (!__builtin_mul_overflow(4, 32, &c) || c != -128) return __LINE__;
    if (!__builtin_mul_overflow(0xffffffffu, 0xffffffffu, &u) || u != 1) return __LINE__;
    if (!__builtin_mul_overflow(-1, 0xffffffffu, &u)) return __LINE__;
    if (!__builtin_uadd_overflow(0xffffffffu, 1, &u) || u) return __LINE__;
    if (!__builtin_smul_overflow(65536, 65536, &i) || i) return __LINE__;
    if (!__builtin_add_overflow_p(200, 100, (unsigned char)0)) return __LINE__;
    if (__builtin_add_overflow_p(200, 55, (unsigned char)0)) return __LINE__;
    return 0;
}

int test(void) {
    static const unsigned char code[] = { 1, 20, 3, 99, 2, 1, 2, 0 };
    int three = 3;
    int list[] = { 1, 2, 3 };
    char buffer[12];
    void *frame = __builtin_frame_address(0);

    if (from_assembly(37) != 42) return __LINE__;
    if (interpret(code) != 42) return __LINE__;
    if (distance(0) != 10 || distance(1) != 11 || distance(2) != 12) return __LINE__;
    if (!labels_differ()) return __LINE__;
    if (old(65536 + 2, &three, 4) != 9) return __LINE__;
    if (unknown(0x107) != 7) return __LINE__;
    if (sum(3, list) != 6) return __LINE__;
    if (sizeof(struct one) != 7 || sizeof(struct two) != 8) return __LINE__;
    if (sizeof(struct asks) != 5 || sizeof(struct own) != 12) return __LINE__;
    if (sizeof(struct bits) != 6 || sizeof(struct own_bits) != 8) return __LINE__;
    if (nine_bytes()) return __LINE__;
    if (also(14) != 42 || same_datum != 17) return __LINE__;
    if (__builtin_bswap16(0x1234) != 0x3412) return __LINE__;
    if (__builtin_object_size(buffer, 0) != 12) return __LINE__;
    if ((char *)frame <= buffer) return __LINE__;
    if ((int[3]){ [1] 5, [2] = 6 }[1] != 5) return __LINE__;
#if !__has_builtin(__builtin_expect) || __has_builtin(__builtin_nonsense)
    return __LINE__;
#endif
#if !__has_attribute(packed) || __has_attribute(nonsense)
    return __LINE__;
#endif
    return overflows();
}
