/* Pointer arithmetic is scaled, arrays decay, indices become places. */
int a[10], m[3][4];
int *p;
struct node { struct node *next; int value[2]; } *list;
int walk(int n, char *s) {
    int local = *p++;
    p += n;
    *(p - 1) = a[n];
    m[n][2] = *(*(m + 1) + n);
    list->next->value[1] = s[n];
    int *q = &local, **qq = &q;
    **qq = q - a;
    return q && p != 0 || !s;
}
int (*table[2])(int, char *) = { walk, &walk };
int through(int i) { return table[i](i, "text") + (*table[0])(1, 0); }
