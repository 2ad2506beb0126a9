#define TWO(a, b) a + b
#define BAD(x) #y
#define EMPTY(
#defin X
#if 1 +
#endif
#if 1 / 0
#endif
#else
#include
#error stop here
int x = TWO(1);
int y = TWO(1, 2, 3);
int z = TWO(1,
#if 1
