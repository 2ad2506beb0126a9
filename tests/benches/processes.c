/* So many processes execute `mix` at the same time, each so often: with a short quantum, a matter of switches. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int processes = argc > 1 ? atoi(argv[1]) : 4;
    int rounds = argc > 2 ? atoi(argv[2]) : 1;
    char *arguments[] = { "mix", NULL };
    int status, failed = 0;

    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < processes; i++) {
            if (fork() == 0) {
                execv("mix", arguments);
                _exit(127);
            }
        }
        while (wait(&status) > 0)
            failed |= status;
    }
    return failed != 0;
}
