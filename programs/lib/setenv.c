/*
 * Changing the environment. The array that the program was started with is replaced by one on the
 * heap; what a variable held before is kept, for somebody may still have a pointer to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **own;              /* the array on the heap, once there is one */

static size_t count_entries(void)
{
    size_t count = 0;

    while (environ[count])
        count++;
    return count;
}

/* The place of a variable; that of the NULL at the end if there is none of this name. */
static char **find(const char *name, size_t length)
{
    char **entry = environ;

    while (*entry && !(strncmp(*entry, name, length) == 0 && (*entry)[length] == '='))
        entry++;
    return entry;
}

/* Makes room for one entry more. 0, or -1: there is no memory. */
static int make_room(void)
{
    size_t count = count_entries();
    char **larger = realloc(own, (count + 2) * sizeof *larger);

    if (!larger)
        return -1;
    if (!own)
        memcpy(larger, environ, (count + 1) * sizeof *larger);
    larger[count + 1] = NULL;
    own = larger;
    environ = larger;
    return 0;
}

/* `text` is NAME=VALUE and becomes part of the environment itself. */
int putenv(char *text)
{
    const char *equals = strchr(text, '=');
    char **entry;

    if (!equals)
        return unsetenv(text);
    entry = find(text, (size_t)(equals - text));
    if (!*entry) {
        if (make_room())
            return -1;
        entry = find(text, (size_t)(equals - text));
    }
    *entry = text;
    return 0;
}

static int is_bad_name(const char *name)
{
    if (name && *name && !strchr(name, '='))
        return 0;
    errno = EINVAL;
    return 1;
}

int setenv(const char *name, const char *value, int replace)
{
    size_t length;
    char *text;

    if (is_bad_name(name))
        return -1;
    if (!replace && getenv(name))
        return 0;
    length = strlen(name);
    text = malloc(length + strlen(value) + 2);
    if (!text)
        return -1;
    memcpy(text, name, length);
    text[length] = '=';
    strcpy(text + length + 1, value);
    return putenv(text);
}

int unsetenv(const char *name)
{
    char **entry;

    if (is_bad_name(name))
        return -1;
    while (*(entry = find(name, strlen(name))))
        for (; *entry; entry++)
            entry[0] = entry[1];
    return 0;
}
