#define OBJECT 1 + OBJECT
#define ADD(a, b) ((a) + (b))
#define NEST(x) ADD(x, ADD(x, 1))
#define STRING(x) #x
#define EXPANDED(x) STRING(x)
#define JOIN(a, b) a##b
#define LOG(format, ...) printf(format, ##__VA_ARGS__)
#define ALL(...) call(__VA_ARGS__)
#define NAMED(args...) named(args)
#define EMPTY
#define CALL EMPTY(3)
#define f(a) a*g
#define g(a) f(a)
#define OPT(a, ...) h(a __VA_OPT__(,) __VA_ARGS__)
OBJECT;
NEST(NEST(2));
STRING( a  +  "b\n" 'c' ) EXPANDED(OBJECT) STRING();
JOIN(x, 1) JOIN(, y) JOIN(z,) JOIN(<, <=) JOIN(.1, e5);
LOG("a"); LOG("b", 1, 2);
ALL() ALL(1, (2, 3), ADD(4,
  5));
NAMED(1, 2) NAMED();
CALL ADD EMPTY (1, 2);
ADD
(6, 7) ADD;
f(2)(9);
OPT(1) OPT(1, 2);
EXPANDED(JOIN(A, DD)(1, 2)) __COUNTER__ __COUNTER__ __LINE__
GIVEN
