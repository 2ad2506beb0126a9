// pmpcfg: bits 5 and 6 read 0; W without R is reserved: here W does not stay. Each byte is an
// entry of its own.
// Privileged manual, "Physical Memory Protection CSRs".
#include "check.h"

        begin
        KEEPS(pmpcfg0, 0x7f7f7f7f, 0x1f1f1f1f)
        KEEPS(pmpcfg0, 0x00020604, 0x00000404)
        KEEPS(pmpcfg1, 0x01020304, 0x01000304)
        KEEPS(pmpcfg2, 0x0a1a0000, 0x08180000)
        KEEPS(pmpcfg3, 0, 0)
        KEEPS(pmpaddr0, -1, -1)
        KEEPS(pmpaddr7, 0x12345678, 0x12345678)
        KEEPS(pmpaddr15, 0, 0)
        pass
