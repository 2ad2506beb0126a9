/* Inline assembly with a label of its own cannot be copied into several callers. */
static int labelled(int n) {
    int r;
    asm("li %0, 0\n\tbeqz %1, own_label_end\n\taddi %0, %1, 1\nown_label_end:" : "=&r"(r) : "r"(n));
    return r;
}

int test(void) {
    if (labelled(0) != 0) return __LINE__;
    if (labelled(41) != 42) return __LINE__;
    return 0;
}
