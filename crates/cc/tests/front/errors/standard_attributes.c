[[noreturn]] void stop(void);
[[nodiscard]] int open_it(void);
[[deprecated("use 'open_it'")]] int open_old(void);
int older(void) __attribute__((deprecated, warn_unused_result));
[[gnu::packed, clang::unknown]] struct loose { char a; int b; };
struct [[gnu::packed]] tight { char a; int b [[gnu::aligned(8)]]; };
enum [[maybe_unused]] level { LOW [[deprecated]], HIGH = 3 };
[[unknown]] int one;
[[nodiscrad]] int two(void);
int size[sizeof(struct tight) == 16 ? 1 : -1];

static int f([[maybe_unused]] int a, int b [[maybe_unused]])
{
    [[maybe_unused]] int c = 3;
    int d [[maybe_unused]], e[3] [[gnu::unused]];

    open_it();
    open_old();
    older();
    (void)open_it();
    [[likely]] if (open_it())
        stop();
    return 0;
}
int g(void) { return f(1, 2); }

int at_start(void) __attribute__((constructor(70000)));
void lost(int *p __attribute__((cleanup(stop))));
typedef int four __attribute__((vector_size(16)));
void entry(void) __attribute__((interrupt)), bare(void) __attribute__((naked));
struct other { char a; } __attribute__((ms_struct));
