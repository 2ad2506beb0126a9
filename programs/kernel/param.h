/* Every fixed limit of the kernel, in one place. */
#ifndef PARAM_H
#define PARAM_H

#define PAGE_SIZE           4096u
#define KSTACK_SIZE         PAGE_SIZE   /* one frame holds a thread's TCB and kernel stack */
#define BOOT_STACK_SIZE     4096        /* behind the image, until the first thread runs */
#define KSTACK_GUARD        0x5afe57acu /* the guard word between TCB and stack */

#define NAME_SIZE           32          /* a program's name, with its NUL */
#define REGIONS_MAX         24          /* heap, stack, the segments of one program, and what it maps */
#define FILES_MAX           8           /* files that one process has open, its console aside */
#define ARGUMENTS_MAX       64          /* words of argv */
#define ARGUMENT_BYTES_MAX  2048u       /* all of their text, so that the stack's first page holds them */

#define STACK_SIZE_MAX      (1024u * 1024u)   /* what the first thread's stack may grow to */
#define THREAD_STACKS_MAX   64                /* further threads of one process at one time */
#define THREAD_STACK_SIZE   (64u * 1024u)     /* distance of their stacks; the lowest page is a guard */

#define QUANTUM_DEFAULT     100000u     /* cycles, unless the boot arguments say otherwise */
#define PRIORITY_DEFAULT    20u         /* of init, and with it of all, unless a program asks for another */
#define PRIORITY_MAX        1000000u
#define TICKETS_DEFAULT     100u
#define TICKETS_MAX         1000000u
#define NICE_MIN            (-20)
#define NICE_MAX            19
#define LEVELS_MAX          16u         /* queues of mlq and mlfq */
#define LEVELS_DEFAULT      3u
#define BOOST_QUANTA        100u        /* mlfq: quanta between two boosts, unless told */
#define BURST_DEFAULT       1000u       /* predicted for who has not run yet */
#define BURST_MAX           1000000000u
#define TIME_MAX            0x7fffffffu /* differences of times must not wrap around */
#define QUANTUM_MIN         200u        /* in less no thread gets from the kernel to its program */

#endif
