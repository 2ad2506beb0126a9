/* Options on a command line: those of POSIX are in <unistd.h>, too; the long ones are GNU's. */
#ifndef _GETOPT_H
#define _GETOPT_H

extern char *optarg;
extern int optind, opterr, optopt;

int getopt(int argc, char *const argv[], const char *options);

#define no_argument         0
#define required_argument   1
#define optional_argument   2

struct option {
    const char *name;
    int has_arg;
    int *flag;                  /* where `val` is stored, if not NULL; else it is returned */
    int val;
};

/* Options before the first other argument: arguments are not reordered. */
int getopt_long(int argc, char *const argv[], const char *options,
                const struct option *long_options, int *index);

#endif
