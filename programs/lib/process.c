/* Processes: fork, wait, kill. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "internal.h"

pid_t fork(void)
{
    return __result(__sys_fork());
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    return __result(__sys_wait(pid, status, options));
}

pid_t wait(int *status)
{
    return __result(__sys_wait(-1, status, 0));
}

int kill(int pid, int signal)
{
    return __result(__sys_kill(pid, signal));
}

int raise(int signal)
{
    return kill(getpid(), signal);
}
