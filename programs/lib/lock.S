/*
 * A lock for the library's own short sections. A thread that finds it taken gives way until
 * it is free, for its holder has been preempted inside.
 */
        .text

/* void __lock(int *lock) */
        .globl  __lock
        .type   __lock, @function
__lock:
        .cfi_startproc
        li      a1, 1
        amoswap.w.aq a1, a1, (a0)
        bnez    a1, 1f
        ret
1:      addi    sp, sp, -16
        .cfi_def_cfa_offset 16
        sw      ra, 0(sp)
        .cfi_offset ra, -16
        sw      a0, 4(sp)
2:      call    thread_yield
        lw      a0, 4(sp)
        li      a1, 1
        amoswap.w.aq a1, a1, (a0)
        bnez    a1, 2b
        lw      ra, 0(sp)
        addi    sp, sp, 16
        ret
        .cfi_endproc
        .size   __lock, . - __lock

/* void __unlock(int *lock) */
        .globl  __unlock
        .type   __unlock, @function
__unlock:
        amoswap.w.rl zero, zero, (a0)
        ret
        .size   __unlock, . - __unlock
