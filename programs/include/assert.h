/* Assertions. (No guard: NDEBUG may change between two inclusions.) */
#undef assert

#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
void __assert_failed(const char *condition, const char *file, int line, const char *function)
    __attribute__((noreturn));
#define assert(condition) \
    ((condition) ? (void)0 : __assert_failed(#condition, __FILE__, __LINE__, __func__))
#endif

#undef static_assert
#define static_assert _Static_assert
