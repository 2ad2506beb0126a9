// SYSTEM with funct3 0: ecall, ebreak, mret, wfi and sfence.vma, each with all its fields as they
// must be; sret, uret, dret and the hypervisor's do not exist. funct3 4 is not used.
// Unprivileged manual, "RV32/64G Instruction Set Listings"; Privileged manual, "Trap-Return
// Instructions".
//@ qemu
#include "check.h"

        begin
        // ecall with rd, with rs1; ebreak with rd, with rs1; the next number.
        ILLEGAL_WORD(0x000000f3)
        ILLEGAL_WORD(0x00008073)
        ILLEGAL_WORD(0x001000f3)
        ILLEGAL_WORD(0x00108073)
        ILLEGAL_WORD(0x00300073)
        // uret, sret, hret, dret.
        ILLEGAL_WORD(0x00200073)
        ILLEGAL_WORD(0x10200073)
        ILLEGAL_WORD(0x20200073)
        ILLEGAL_WORD(0x7b200073)
        // mret and wfi with rd or rs1.
        ILLEGAL_WORD(0x302000f3)
        ILLEGAL_WORD(0x30208073)
        ILLEGAL_WORD(0x105000f3)
        ILLEGAL_WORD(0x10508073)
        // sinval.vma, hfence.vvma, hlv.w.
        ILLEGAL_WORD(0x16000073)
        ILLEGAL_WORD(0x22000073)
        ILLEGAL_WORD(0x6800c0f3)
        // funct3 4.
        ILLEGAL_WORD(0x00004073)
        ILLEGAL_WORD(0x300040f3)
        pass
