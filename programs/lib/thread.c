/* Threads, one kernel thread each; the rest is in threads.S and yield.S. */
#include <thread.h>
#include "internal.h"

int thread_create(thread_t *thread, void (*func)(int), int arg)
{
    int tid = __sys_thread_create(__thread_start, func, arg);

    if (tid < 0)
        return -tid;
    *thread = tid;
    return 0;
}

int thread_join(thread_t thread)
{
    int code;

    if (__result(__sys_thread_join(thread, &code)) < 0)
        return -1;
    return code;
}

int thread_detach(thread_t thread)
{
    return __result(__sys_thread_detach(thread));
}
