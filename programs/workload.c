/* The jobs of a scheduling workload, one process each; `swtch sched` runs it. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define JOBS_MAX    64
#define BURSTS_MAX  4096
#define MEMORY_MAX  (1 << 20)

int workload_burn(int ticks, void *memory, unsigned size);

static int bursts[BURSTS_MAX];      /* of the job that is being read: processor, I/O, processor, ... */
static char *memory;
static unsigned memory_size;

static void fail(const char *why)
{
    printf("workload: %s\n", why);
    exit(1);
}

/* The next word of the input, which is separated by blanks. */
static void read_word(char *word, int size)
{
    int length = 0;
    int c = getchar();

    while (c == ' ' || c == '\n')
        c = getchar();
    for (; c != EOF && c != ' ' && c != '\n'; c = getchar())
        if (length + 1 < size)
            word[length++] = (char)c;
    word[length] = 0;
    if (length == 0)
        fail("the input ends too early");
}

static int read_number(void)
{
    char word[16];

    read_word(word, sizeof word);
    return atoi(word);
}

/* The child: declares itself, and does its bursts in turn. */
static void run_job(struct workload_job *job, int count)
{
    unsigned at;
    int i;

    for (at = 0; at < memory_size; at += 4096)
        memory[at] = 1;             /* its own copy of each page, before the time begins */
    if (syscall(SYS_workload_arrive, job) < 0)
        _exit(1);
    for (i = 0; i < count; i += 2) {
        if (workload_burn(bursts[i], memory, memory_size) < 0)
            _exit(1);
        if (i + 1 < count)
            syscall(SYS_workload_io, bursts[i + 1], bursts[i + 2]);
    }
    _exit(0);
}

/* NAME ARRIVAL PRIORITY TICKETS NICE COUNT BURST... */
static void start_job(int number)
{
    struct workload_job job;
    int count, i, pid;

    memset(&job, 0, sizeof job);
    read_word(job.name, sizeof job.name);
    job.number = (unsigned)number;
    job.arrival = (unsigned)read_number();
    job.priority = (unsigned)read_number();
    job.tickets = (unsigned)read_number();
    job.nice = read_number();
    count = read_number();
    if (count < 1 || count > BURSTS_MAX || count % 2 == 0)
        fail("a job begins and ends with the processor, and has at most 4095 bursts");
    for (i = 0; i < count; i++)
        bursts[i] = read_number();
    job.burst = (unsigned)bursts[0];
    pid = fork();
    if (pid == 0)
        run_job(&job, count);
    if (pid < 0)
        fail("not enough memory for a process per job");
}

/* The input: JOBS MEMORY, then a line per job. */
int main(void)
{
    int jobs = read_number();
    int status, number;
    int failed = 0;

    memory_size = (unsigned)read_number();
    if (jobs < 1 || jobs > JOBS_MAX || memory_size > MEMORY_MAX)
        fail("1 to 64 jobs, with at most 1 MiB each");
    if (memory_size && !(memory = malloc(memory_size)))
        fail("not enough memory");
    for (number = 1; number <= jobs; number++)
        start_job(number);
    if (syscall(SYS_workload_run, jobs) < 0)
        fail("this is no workload's run; start it with `swtch sched`");
    while (wait(&status) > 0)
        failed |= status;
    return failed != 0;
}
