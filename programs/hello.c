/* The smallest program: one line, one process. */
#include <stdio.h>

int main(void)
{
    printf("Hello, world\n");
    return 0;
}
