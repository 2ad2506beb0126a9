// Registers whose number begins with 11 cannot be written. csrrs and csrrc write if their source is
// not x0 (by its number, not by what it holds), csrrsi and csrrci if their number is not 0, csrrw
// and csrrwi always. (QEMU 7.2 lets a zero in another register pass.)
// Unprivileged manual, Zicsr; Privileged manual, "CSR Address Mapping Conventions".
#include "check.h"

// No form of a write is legal, all forms of a read are.
#define READ_ONLY(csr) \
        ILLEGAL(csrrw zero, csr, zero); ILLEGAL(csrrw t3, csr, t1); ILLEGAL(csrrwi zero, csr, 0); \
        ILLEGAL(csrrs t3, csr, t1); ILLEGAL(csrrc t3, csr, t1); ILLEGAL(csrrsi t3, csr, 1); \
        ILLEGAL(csrrci t3, csr, 1); IS(t3, 77); \
        csrrs t4, csr, zero; csrrc t4, csr, zero; csrrsi t4, csr, 0; csrrci t4, csr, 0

        begin
        li      t1, 0
        li      t3, 77
        READ_ONLY(mvendorid)
        READ_ONLY(marchid)
        READ_ONLY(mimpid)
        READ_ONLY(mhartid)
        READ_ONLY(mconfigptr)
        READ_ONLY(cycle)
        READ_ONLY(time)
        READ_ONLY(instret)
        READ_ONLY(hpmcounter3)
        READ_ONLY(hpmcounter31)
        READ_ONLY(cycleh)
        READ_ONLY(timeh)
        READ_ONLY(instreth)
        READ_ONLY(hpmcounter3h)
        READ_ONLY(hpmcounter31h)
        READ_ONLY(mconfig)
        // A register that failed to be written is not read either.
        CHECK(t3, 77)
        pass
