/*
 * init, the first process: runs the program it is given in a child, waits for that child and
 * for every process that has lost its parent, and ends the run with the child's status.
 */
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_NOT_RUN  (127 << 8)      /* as a shell says it: command not found */

int main(int argc, char *argv[])
{
    int result = STATUS_NOT_RUN;
    int status;
    pid_t program = -1;
    pid_t ended;

    if (argc > 1) {
        program = fork();
        if (program == 0) {
            execv(argv[1], argv + 1);
            _exit(127);
        }
    }
    while ((ended = wait(&status)) > 0)
        if (ended == program)
            result = status;
    syscall(SYS_shutdown, result);
    return 0;
}
