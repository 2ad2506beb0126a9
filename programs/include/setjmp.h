/* Far jumps, out of any depth of calls. */
#ifndef SETJMP_H
#define SETJMP_H

typedef int jmp_buf[14];

int setjmp(jmp_buf env);
void longjmp(jmp_buf env, int value) __attribute__((noreturn));

#endif
