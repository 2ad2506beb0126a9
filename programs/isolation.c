/* A child's write after fork leaves the parent's copy alone; a thread's write is seen by the other. */
#include <stdio.h>
#include <sys/wait.h>
#include <thread.h>
#include <unistd.h>

static int value = 1;

static void write_value(int n)
{
    value = n;
    printf("thread: value = %d\n", value);
}

int main(void)
{
    thread_t thread;

    printf("before: value = %d\n", value);
    if (fork() == 0) {
        value = 2;
        printf("child: value = %d\n", value);
        return 0;
    }
    wait(NULL);
    printf("parent, after its child wrote 2: value = %d\n", value);

    thread_create(&thread, write_value, 3);
    thread_join(thread);
    printf("parent, after its thread wrote 3: value = %d\n", value);
    return value == 3 ? 0 : 1;
}
