// A store by the hart itself to the reserved word, and an AMO, leave the reservation (the manual
// allows that; another hart's or a device's would end it).
// docs/machine.md, "Modes and instructions". (QEMU compares values instead.)
#include "check.h"

        begin
        li      t1, 6
        li      t2, 5
        CASE; lr.w t3, (s0); sw t1, 0(s0); sc.w t3, t2, (s0); IS(t3, 0); lw t3, 0(s0); IS(t3, 5)
        CASE; lr.w t3, (s0); amoadd.w t4, t1, (s0); sc.w t3, t2, (s0); IS(t3, 0); lw t3, 0(s0); IS(t3, 5)
        pass
