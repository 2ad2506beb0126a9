/*
 * Options of one letter, as POSIX has them, and GNU's of whole words, "--name" or "--name=value". They end
 * at the first argument that is none, or at "--"; a '+' that asks for just this may begin the list.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

static int place;               /* in the argument, behind a letter that has been read */

/* Says what is wrong, unless the list begins with ':', which also tells a missing argument apart. */
static int complain(char *const argv[], const char *options, const char *what, int missing)
{
    int quiet = options[*options == '+'] == ':';

    if (opterr && !quiet)
        fprintf(stderr, "%s: %s -- '%c'\n", argv[0], what, optopt);
    return missing && quiet ? ':' : '?';
}

/* An optind of 0 asks for the start again. */
static void start_again(void)
{
    if (optind == 0) {
        optind = 1;
        place = 0;
    }
}

int getopt(int argc, char *const argv[], const char *options)
{
    const char *argument, *option;

    start_again();
    argument = optind < argc ? argv[optind] : NULL;
    optarg = NULL;
    if (place == 0) {
        if (!argument || argument[0] != '-' || !argument[1])
            return -1;
        if (argument[1] == '-' && !argument[2]) {
            optind++;
            return -1;
        }
        place = 1;
    }
    optopt = (unsigned char)argument[place++];
    option = optopt == ':' || optopt == '+' ? NULL : strchr(options, optopt);
    if (option && option[1] == ':') {
        optind++;
        if (argument[place])
            optarg = (char *)argument + place;
        else if (option[2] != ':')
            optarg = optind < argc ? argv[optind++] : NULL;
        place = 0;
        if (!optarg && option[2] != ':')
            return complain(argv, options, "option requires an argument", 1);
        return optopt;
    }
    if (!argument[place]) {
        optind++;
        place = 0;
    }
    return option ? optopt : complain(argv, options, "invalid option", 0);
}

enum { NONE = -1, AMBIGUOUS = -2 };

/* The option that a word names, in full or by a beginning that no other one has. */
static int find_long(const struct option *options, const char *word, size_t length)
{
    int found = NONE;

    for (int i = 0; options[i].name; i++) {
        if (strncmp(options[i].name, word, length) != 0)
            continue;
        if (strlen(options[i].name) == length)
            return i;
        found = found == NONE ? i : AMBIGUOUS;
    }
    return found;
}

static int complain_long(char *const argv[], const char *options, const char *what, int missing)
{
    int quiet = options[*options == '+'] == ':';

    if (opterr && !quiet)
        fprintf(stderr, "%s: %s '%s'\n", argv[0], what, argv[optind - 1]);
    return missing && quiet ? ':' : '?';
}

int getopt_long(int argc, char *const argv[], const char *options,
                const struct option *long_options, int *index)
{
    const char *word, *equals;
    const struct option *option;
    int found;

    start_again();
    if (place || optind >= argc || strncmp(argv[optind], "--", 2) != 0 || !argv[optind][2])
        return getopt(argc, argv, options);
    word = argv[optind++] + 2;
    equals = strchrnul(word, '=');
    optarg = NULL;
    optopt = 0;
    found = find_long(long_options, word, (size_t)(equals - word));
    if (found < 0)
        return complain_long(argv, options,
                             found == NONE ? "unrecognized option" : "ambiguous option", 0);
    option = &long_options[found];
    optopt = option->val;
    if (*equals) {
        if (option->has_arg == no_argument)
            return complain_long(argv, options, "no argument allowed for", 0);
        optarg = (char *)equals + 1;
    } else if (option->has_arg == required_argument) {
        if (optind >= argc)
            return complain_long(argv, options, "option requires an argument", 1);
        optarg = argv[optind++];
    }
    if (index)
        *index = found;
    if (!option->flag)
        return option->val;
    *option->flag = option->val;
    return 0;
}
