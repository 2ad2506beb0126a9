/* Types of the system calls. */
#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H

#include <stddef.h>

typedef int pid_t;
typedef int ssize_t;
typedef int off_t;
typedef unsigned int useconds_t;

#endif
