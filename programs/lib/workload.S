/*
 * int workload_burn(int ticks, void *memory, unsigned size): a burst of so many ticks, in which the
 * memory is read over and over, a word every 32 bytes. While the ticks go by the kernel counts them down
 * in a0. 0, or a negative error number.
 */
#include <sys/syscall.h>

        .text
        .globl  workload_burn
        .type   workload_burn, @function
workload_burn:
        li      a7, SYS_workload_burn
        ecall
        blez    a0, 4f
        beqz    a2, 3f
        add     t1, a1, a2
1:      mv      t0, a1
2:      lw      t2, 0(t0)
        beqz    a0, 4f
        addi    t0, t0, 32
        bltu    t0, t1, 2b
        j       1b
3:      bnez    a0, 3b
4:      ret
        .size   workload_burn, . - workload_burn
