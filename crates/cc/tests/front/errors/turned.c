#include "guard.h"
int words(int x)
{
    Return x;
    if (x => 2 || x =< 3 || x <> 4) x = 1;
    if (x == 2 and x == 3) x = 1;
    while { x = 1; }
    switch (x) {
    case "a": case 1.5: case x:
        x = printff("x") + NUL;
    }
    return 0;
}

int table[] = 3, other[] = (int[]){ 1, 2 };
char text[] = ("abc"), more[] = { "abc", };
typedef int low __attribute__((aligned(1)));
low *pointer;
struct packed { char c; low *p; low m; };
int size[sizeof(struct packed) == 12 ? 1 : -1];
