/* What to do about each trap. vectors.S has saved the registers in `frame` and brings them back. */
#include <signal.h>
#include "defs.h"

/* Every pending interrupt; on the way out of a trap, or out of idle's waiting. */
__attribute__((noinline)) void interrupt_handle(void)
{
    unsigned pending = csr_interrupts_pending();

    if (pending & MIX_MTI)
        timer_interrupt();
    if (pending & MIX_MEI)
        console_interrupt();
}

/* No translation, or no permission: fills the page, breaks copy-on-write, or ends the process. */
__attribute__((noinline)) void page_fault_handle(struct trapframe *frame, enum vm_access access)
{
    int error = vm_fault(&current->process->space, frame->mtval, access);

    if (error)
        signal_fault(error == -ENOMEM ? SIGKILL : SIGSEGV, frame->mepc, frame->mtval);
}

/* Everything else that only a mistake of the program can cause. Does not return. */
__attribute__((noinline)) void exception_handle(struct trapframe *frame)
{
    int signal = SIGSEGV;

    switch (frame->mcause) {
    case CAUSE_ILLEGAL:
        signal = SIGILL;
        break;
    case CAUSE_BREAKPOINT:
        signal = SIGTRAP;
        break;
    case CAUSE_FETCH_MISALIGNED:
    case CAUSE_LOAD_MISALIGNED:
    case CAUSE_STORE_MISALIGNED:
        signal = SIGBUS;
        break;
    }
    signal_fault(signal, frame->mepc, frame->mtval);
}

/* Called by trap_entry; what it returns to is trap_return. */
void trap_handle(struct trapframe *frame)
{
    unsigned cause = frame->mcause;

    if (cause == CAUSE_ECALL_USER)
        syscall_handle(frame);
    else if (cause & CAUSE_INTERRUPT)
        interrupt_handle();
    else if (cause == CAUSE_LOAD_MISS || cause == CAUSE_LOAD_PAGE)
        page_fault_handle(frame, VM_READ);
    else if (cause == CAUSE_STORE_MISS || cause == CAUSE_STORE_PAGE)
        page_fault_handle(frame, VM_WRITE);
    else if (cause == CAUSE_FETCH_MISS || cause == CAUSE_FETCH_PAGE)
        page_fault_handle(frame, VM_EXECUTE);
    else
        exception_handle(frame);
    if (sched_due != SWITCH_NONE)
        schedule(sched_due, 0);
}
