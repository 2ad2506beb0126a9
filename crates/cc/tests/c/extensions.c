/* What GNU C and C23 have besides: labels of blocks, aligned typedefs, constants of const objects. */

static int differ(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a != *b;
}

int aligned(void) __attribute__((aligned(64)));
int aligned(void)
{
    return 3;
}

#define SIGN(x)                 \
    ({                          \
        __label__ done;         \
        int sign = 0;           \
        if ((x) < 0) {          \
            sign = -1;          \
            goto done;          \
        }                       \
        sign = (x) > 0;         \
    done:                       \
        sign;                   \
    })

static int without_prototype()
{
    return 4;
}

typedef int wide __attribute__((aligned(16)));
typedef int loose __attribute__((aligned(1)));
typedef wide wide_too;
struct moved {
    char c;
    wide w;
    loose l;
    wide_too too;
};
struct tight {
    char c;
    loose l;
};

static const int three = 3;
static int six = three * 2, list[] = (int[]){ 1, 3, [4] = 5 };
static char text[] = ("abc"), comma[] = { "de", };
extern inline __attribute__((gnu_inline)) int only_inline(void)
{
    return 1;
}

[[nodiscard]] static int attributed([[maybe_unused]] int a, int b [[maybe_unused]])
{
    [[maybe_unused]] int c [[gnu::aligned(32)]] = 5;

    switch (b) {
    case 1:
        c++;
        [[fallthrough]];
    case 2:
        c++;
    }
    return c + (__alignof__(c) == 32) * 10;
}

%:define SPELLED(x) %:x
static int digraphs(void)
<%
    int a<:3:> = <% 1, 2, 3 %>;

    return !differ(SPELLED(<: %: %:%:), "<: %: %:%:") && a<:1:> == 2;
%>

#pragma weak nowhere
int nowhere(void);

int test(void)
{
    wide local = 1;
    int (*volatile call)() = without_prototype;

    if (__alignof__(aligned) != 64 || ((unsigned)(void *)aligned & 63)) return __LINE__;
    if (SIGN(-5) + SIGN(7) + SIGN(9) != 1) return __LINE__;
    if (without_prototype(1, 2) != 4 || call(5) != 4) return __LINE__;
    if (sizeof(struct moved) != 48 || _Alignof(struct moved) != 16) return __LINE__;
    if (sizeof(struct tight) != 5 || __alignof__(wide) != 16) return __LINE__;
    if ((unsigned)&local & 15) return __LINE__;
    if (six != 6 || sizeof list != 20 || list[1] != 3) return __LINE__;
    if (sizeof text != 4 || sizeof comma != 3 || comma[1] != 'e') return __LINE__;
    if (attributed(0, 1) != 17 || attributed(0, 2) != 16 || attributed(0, 3) != 15) return __LINE__;
    if (!digraphs() || nowhere != 0) return __LINE__;
    if (__builtin_classify_type(text) != 5) return __LINE__;
    if (__builtin_assume_aligned(&local, 16) != &local) return __LINE__;
    if (differ(__builtin_FUNCTION(), __func__) || __builtin_LINE() != __LINE__) return __LINE__;
    return 0;
}
