struct point { int x, y; };
struct hidden;
int f(struct point p, struct point *q, struct hidden *h, int n) {
    p.z = 1;
    p->x = 2;
    q.y = 3;
    h->a = 4;
    n.x = 5;
    return *n;
}
