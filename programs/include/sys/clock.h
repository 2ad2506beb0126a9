/* What the kernel's clocks say. Kernel and library share this file. */
#ifndef _SYS_CLOCK_H
#define _SYS_CLOCK_H

#define CLOCK_OF_MACHINE    0   /* since the machine was switched on */
#define CLOCK_OF_PROCESS    1   /* how long the calling process has had the processor */

struct clock_reading {
    unsigned long long ticks;
    unsigned hz;                /* ticks in a second */
};

#endif
