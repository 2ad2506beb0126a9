/* A bit-field narrower than `int` is promoted to `int` wherever its value comes from, as gcc has it. */
#define CHECK(condition) do { if (!(condition)) return __LINE__; } while (0)
#define IS_SIGNED(value) ((value) - 1000000000 < 0)

struct fields { unsigned a : 21; unsigned long long b : 20; _Bool c : 1; };

int test(void) {
    struct fields s = { 1, 2, 1 };
    volatile int zero = 0;
    CHECK(IS_SIGNED(s.a) && IS_SIGNED(s.b) && IS_SIGNED(s.c));
    CHECK(IS_SIGNED((zero, s.a)) && IS_SIGNED((zero, s.b)) && IS_SIGNED((zero, (zero, s.a))));
    CHECK(IS_SIGNED(({ zero; s.a; })) && IS_SIGNED(s.a = 3) && IS_SIGNED(s.a += 2) && IS_SIGNED(s.b++));
    CHECK(IS_SIGNED(zero ? (zero, s.a) : (zero, s.b)));
    CHECK(!IS_SIGNED((unsigned)s.a) && sizeof(+(zero, s.b)) == 4 && sizeof(zero, s.a) == 4);
    return 0;
}
