/* What the system is like, as far as a program may ask. */
#include <errno.h>
#include <unistd.h>

/* -1 and EINVAL: this is not known here. */
long sysconf(int name)
{
    switch (name) {
    case _SC_ARG_MAX:
        return 2048;
    case _SC_CLK_TCK:
        return 100;
    case _SC_OPEN_MAX:
        return 11;
    case _SC_PAGESIZE:
        return getpagesize();
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return 1;
    }
    errno = EINVAL;
    return -1;
}
