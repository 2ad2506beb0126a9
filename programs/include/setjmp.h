/* Far jumps, out of any depth of calls. */
#ifndef _SETJMP_H
#define _SETJMP_H

typedef int jmp_buf[14];

int setjmp(jmp_buf env);
void longjmp(jmp_buf env, int value) __attribute__((noreturn));

/* A process has no signal mask that could be saved. */
typedef jmp_buf sigjmp_buf;
#define sigsetjmp(env, save_mask) setjmp(env)
#define siglongjmp longjmp
#define _setjmp setjmp
#define _longjmp longjmp

#endif
