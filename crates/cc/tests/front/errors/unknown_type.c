typedef unsigned int word;
wrod a;
struct node { int v; };
node *head;
int f(foo x) { bar y; return y; }
