#define PLUS +
#define MINUS -
int a = 1 PLUS+ 2 -MINUS 3;
#define EMPTY
int b EMPTY=EMPTY 4;


int far_away;
#define TWO_LINES(x) \
    x;            \
    x
TWO_LINES(c)
#define SHOWN(x) #x
#define SHOW(x) SHOWN(x)
char *nothing_between = SHOW(f EMPTY(6) EMPTY EMPTY+ EMPTY);
