/* A parent forks a child, the child executes another program, and the parent waits for its status. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    char *const arguments[] = { "greet", "process", "7", NULL };
    int status;
    pid_t child;

    printf("parent %d: forking\n", getpid());
    child = fork();
    if (child < 0) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
        printf("child %d of %d: executing greet\n", getpid(), getppid());
        execv("greet", arguments);
        perror("greet");
        _exit(127);
    }
    if (waitpid(child, &status, 0) != child) {
        perror("waitpid");
        return 1;
    }
    if (WIFEXITED(status))
        printf("parent: child %d exited with %d\n", child, WEXITSTATUS(status));
    else
        printf("parent: child %d was ended by signal %d\n", child, WTERMSIG(status));
    return 0;
}
