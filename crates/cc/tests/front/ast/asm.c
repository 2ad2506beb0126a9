/* Operands are numbered, fixed registers are named. */
int syscall1(int number, int a) {
    register int a0 asm("a0") = a;
    register int a7 asm("a7") = number;
    asm volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
    return a0;
}
unsigned csr(unsigned set, unsigned *cell) {
    unsigned old;
    asm("csrrs %[old], mstatus, %[set] # 100%%" : [old] "=r"(old) : [set] "rK"(set));
    asm volatile("lw t0, %0" :: "m"(*cell) : "t0");
    asm volatile("fence");
    return old;
}
