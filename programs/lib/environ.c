/* The environment, before the start-up code says otherwise: empty. */
#include <unistd.h>

static char *nothing[1];

char **environ = nothing;
