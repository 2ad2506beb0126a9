int get(void);
void end(void) __attribute__((noreturn));
int one_way(int c) { int x; if (c) x = 1; return x; }
int cases(int c) { int x; switch (c) { case 1: x = 3; break; case 2: x = 4; break; } return x; }
int chain(int c) { int x; if (c > 3) x = 1; else if (c > 2) x = 2; return x; }
int search(int n) { int at; for (int i = 0; i < n; i++) { if (get() == i) { at = i; break; } } return at; }
int ended(int c) { int x; if (c) x = 1; else end(); return x; }
int returned(int c) { int x; if (c) x = 2; else return 1; return x; }
int together(int c) { int x; if (c) x = 1; if (c) return x; return 0; }
int asked(int n) { int x, ok = 0; while (n--) if (get()) { x = n; ok = 1; } if (!ok) return 0; return x; }
int all_cases(int c) { int x; switch (c) { case 1: x = 3; break; case 2: return 0; default: x = 1; } return x; }
int endless(int n) { int x; while (1) { if (get()) { x = n; break; } } return x; }
int until(int n) { int x; for (;;) { x = get(); if (x > n) break; } return x; }
int first(int n) { int x; do { x = get(); } while (x > n); return x; }
int some_rounds(int n) { int last; for (int i = 0; i < n; i++) last = get(); return last; }
int both(int n) { int x; return n > 3 && (x = get()) ? x : 0; }
