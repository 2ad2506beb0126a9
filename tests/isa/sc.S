// sc.w: stores rs2 and gives 0 if the word at rs1 is reserved, else stores nothing and gives 1.
// Unprivileged manual, A extension, "Load-Reserved/Store-Conditional Instructions".
//@ qemu
#include "check.h"

        begin
        li      t1, 11
        li      t2, 22
        // Without a reservation.
        CASE; sw t1, 0(s0); sc.w t3, t2, (s0); IS(t3, 1); lw t4, 0(s0); IS(t4, 11)
        // With one; the reservation is gone then.
        CASE; lr.w t3, (s0); sc.w t3, t2, (s0); IS(t3, 0); lw t4, 0(s0); IS(t4, 22)
        CASE; sc.w t3, t1, (s0); IS(t3, 1); lw t4, 0(s0); IS(t4, 22)
        // rd is rs2, rs1, x0; the result is used at once.
        CASE; lr.w t3, (s0); li t4, 33; sc.w t4, t4, (s0); IS(t4, 0); lw t4, 0(s0); IS(t4, 33)
        CASE; lr.w t3, (s0); mv t4, s0; sc.w t4, t2, (t4); IS(t4, 0); lw t4, 0(s0); IS(t4, 22)
        CASE; lr.w t3, (s0); sc.w zero, t1, (s0); IS(zero, 0); lw t4, 0(s0); IS(t4, 11)
        CASE; lr.w t3, (s0); sc.w t3, t2, (s0); addi t4, t3, 5; IS(t4, 5)
        CASE; lr.w t3, (s0); sc.w.aqrl t3, t2, (s0); IS(t3, 0)
        // The value comes late, through the LR's own result.
        CASE; sw t1, 0(s0); lr.w t3, (s0); sc.w t4, t3, (s0); IS(t4, 0); lw t4, 0(s0); IS(t4, 11)
        // A loop that counts, as locks and counters do.
        CASE
        sw      zero, 0(s0)
        li      t5, 10
1:      lr.w    t3, (s0)
        addi    t3, t3, 3
        sc.w    t4, t3, (s0)
        bnez    t4, 1b
        addi    t5, t5, -1
        bnez    t5, 1b
        lw      t3, 0(s0); IS(t3, 30)
        pass
