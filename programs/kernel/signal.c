/* Signals, with their default actions: most end the process, some are ignored. */
#include <signal.h>
#include "defs.h"

static const char *const names[] = {
    "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
    "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"
};

const char *signal_name(int signal)
{
    if (signal > 0 && signal < (int)(sizeof names / sizeof names[0]))
        return names[signal];
    return "signal";
}

static int is_ignored(int signal)
{
    return signal == SIGCHLD || signal == SIGCONT || signal == SIGURG || signal == SIGWINCH;
}

static int stops(int signal)
{
    return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/*
 * System call: sends a signal; 0 only asks whether the process is there. -EINVAL: no such
 * signal, one that would stop a process, or a process group; -ESRCH; -EPERM: init is immune.
 */
int signal_send(int pid, int signal)
{
    struct process *process;

    if (signal < 0 || signal >= NSIG || stops(signal) || pid < 0)
        return -EINVAL;
    process = proc_find(pid);
    if (!process || pid == 0)
        return -ESRCH;
    if (process == init_process)
        return -EPERM;
    if (signal == 0 || is_ignored(signal) || process->terminated)
        return 0;
    if (process == current->process)
        proc_exit(signal, SWITCH_EXIT, signal_name(signal));
    proc_terminate(process, signal);
    return 0;
}

/* The current thread did at `pc` what ends its process; the host is told first. Does not return. */
void signal_fault(int signal, unsigned pc, unsigned address)
{
    proc_fault(current, signal, pc, address);
    proc_exit(signal, SWITCH_FAULT, signal_name(signal));
}
