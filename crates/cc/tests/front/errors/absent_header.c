#include <stdatomic.h>
int x;
