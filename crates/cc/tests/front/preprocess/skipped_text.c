#if 0
don't look for "the other quote
# error can't
#define X '
#elif defined NOWHERE
he said "so
#else
taken
#endif
#ifndef NOWHERE
#else
it's
#endif
#define TEXT(...) #__VA_ARGS__
#define SHOWN(...) TEXT(__VA_ARGS__)
#define JOINED(x, ...) __VA_OPT__(a x##x)##b
SHOWN(JOINED(1)) SHOWN(JOINED(1, 2))
