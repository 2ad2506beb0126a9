#if defined(GIVEN) && GIVEN == 7 && !defined NOTHING
one
#elif 1
wrong
#else
wrong
#endif
#if 0
#if 1
wrong
#else
wrong
#endif
#elif (2 + 3) * 4 == 20 && -1 > 0u && 'a' == 97 && (1 ? 2 : 3) == 2
two
#endif
#ifndef GIVEN
wrong
#elif NOTHING + 1 || 1 / 0
three
#endif
#ifdef __riscv_or_not
#error not here
#endif
#if 0xffffffffffffffff == -1 && 1 << 40 && ~0 < 0 && (0 && 1 / 0) == 0
four
#endif
#undef GIVEN
#if GIVEN
wrong
#endif
