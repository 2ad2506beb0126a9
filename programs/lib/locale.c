/* The locale "C", the only one. */
#include <limits.h>
#include <locale.h>
#include <stddef.h>
#include <string.h>

#define EMPTY   ((char *)"")
#define NONE    CHAR_MAX        /* not available in this locale */

/* Its name; NULL if another one was asked for. */
char *setlocale(int category, const char *locale)
{
    if (category < LC_ALL || category > LC_MESSAGES)
        return NULL;
    if (locale && *locale && strcmp(locale, "C") != 0 && strcmp(locale, "POSIX") != 0)
        return NULL;
    return (char *)"C";
}

struct lconv *localeconv(void)
{
    static struct lconv conventions = {
        (char *)".", EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY,
        NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    };

    return &conventions;
}
