_Static_assert(sizeof(int) == 8, "int is wide");
int n;
_Static_assert(n, "not constant");
_Static_assert(1, "fine");
