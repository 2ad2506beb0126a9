/* Four processes execute `mix` at the same time: with a short quantum, a matter of switches. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 4

int main(void)
{
    char *arguments[] = { "mix", NULL };
    int status, failed = 0;

    for (int i = 0; i < PROCESSES; i++) {
        if (fork() == 0) {
            execv("mix", arguments);
            _exit(127);
        }
    }
    while (wait(&status) > 0)
        failed |= status;
    return failed != 0;
}
