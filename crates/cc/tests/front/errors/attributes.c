int a __attribute__((alinged(4)));
int b __attribute__((aligned(3)));
int c __attribute__((aligned(n)));
int d __attribute__((section));
