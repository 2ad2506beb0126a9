/* A failed assertion says where, and aborts. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void __assert_failed(const char *condition, const char *file, int line, const char *function)
{
    fflush(stdout);
    fprintf(stderr, "%s:%d: %s: assertion failed: %s\n", file, line, function, condition);
    abort();
}
