int falls(int n) { if (n) return 1; }
void empty(void) { return 1; }
int nothing(void) { return; }
struct s { int v; } whole(void) { return 0; }
int loops(void) { for (;;) ; }
int decides(int n) { switch (n) { case 1: return 1; default: return 2; } }
