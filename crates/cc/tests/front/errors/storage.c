register int tp asm("tp");
auto int everywhere;
static int fine;
int f(void) { register int inside = fine; auto int also = inside; return also; }
