/* Greets its first argument and exits with its second; fork_exec executes it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    printf("greet: hello from %s %d\n", argc > 1 ? argv[1] : "nobody", getpid());
    return argc > 2 ? atoi(argv[2]) : 0;
}
