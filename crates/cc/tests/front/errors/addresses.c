int ready(void);
int optional(void) __attribute__((weak));
int table[3];

int f(const char *text, char letter, int *p)
{
    if (text == "yes" || "no" != text || text == 0)
        return 1;
    if (ready || table || &letter)
        return 2;
    if (table == 0 || ready != 0 || optional == 0 || optional)
        return 3;
    return ready == 3 || text == 'x' || p == text || letter == "x" || p == &table[0] || 'ab';
}
