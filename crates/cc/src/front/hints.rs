//! What to say of names that are not here: functions and headers that this library lacks, and words of
//! other languages.
//!
//! Each row says why, and what to do instead.

/// Functions of C, POSIX and their relatives, and the way out.
const ABSENT: &[(&str, &str)] = &[
    (
        "sqrt cbrt pow exp exp2 log log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh hypot \
         floor ceil round trunc rint lround fabs fmod fmin fmax frexp ldexp modf isnan isinf \
         sqrtf powf sinf cosf tanf expf logf floorf ceilf roundf fabsf fmodf sqrtl powl fabsl",
        "the machine has no floating point: compute with scaled integers, for example thousandths",
    ),
    (
        "atof strtod strtof strtold drand48 difftime",
        "the machine has no floating point: read the digits with 'strtol'",
    ),
    ("alloca", "use an array of the greatest size, or 'malloc' and 'free'"),
    ("gets", "it cannot know how long the buffer is: use 'fgets(buffer, sizeof buffer, stdin)'"),
    (
        "itoa ltoa ultoa",
        "it is no function of C: use 'snprintf(text, sizeof text, \"%d\", number)'",
    ),
    (
        "signal sigaction sigprocmask sigemptyset sigfillset sigaddset sigdelset sigismember sigsuspend \
         sigwait alarm ualarm pause setitimer killpg",
        "the kernel has no handlers for signals: a signal ends the process; wait for it with 'waitpid'",
    ),
    (
        "remove rename unlink tmpfile tmpnam mkstemp mkdir rmdir chdir chmod truncate ftruncate creat \
         link symlink fsync umask",
        "the files of the guest cannot be written: keep the data in memory, or print it",
    ),
    (
        "stat fstat lstat access",
        "the kernel does not tell about files: open the file, and 'lseek' to its end for the size",
    ),
    ("opendir readdir closedir scandir getcwd realpath", "the guest's files are in no folders"),
    (
        "pipe pipe2 dup dup2 popen pclose mkfifo shm_open shmget shmat semget msgget sem_open",
        "the kernel has no pipes: share memory, with 'mmap' and MAP_SHARED before 'fork'",
    ),
    (
        "socket bind listen accept connect send recv sendto recvfrom getaddrinfo gethostbyname select poll \
         epoll_create ioctl tcgetattr tcsetattr",
        "the machine has no network, and no terminal to set up",
    ),
    ("pthread_cancel pthread_kill", "let the thread look at a flag, and return by itself"),
    ("vfork clone posix_spawn", "use 'fork' and 'execv'"),
    ("getuid geteuid getgid setuid getpwnam", "there are no users"),
    ("dlopen dlsym dlclose", "name the library when the program is linked"),
    (
        "wprintf wcslen wcscpy wcscmp wcscat fgetwc fputwc fwprintf swprintf towupper towlower iswalpha \
         iswdigit",
        "wide characters are not supported: use 'char' and <string.h>",
    ),
    (
        "atomic_init atomic_load atomic_store atomic_exchange atomic_fetch_add atomic_fetch_sub \
         atomic_fetch_or atomic_fetch_and atomic_compare_exchange_strong atomic_compare_exchange_weak \
         atomic_flag_test_and_set atomic_flag_clear atomic_thread_fence",
        "use '__atomic_fetch_add' and its like on a plain variable",
    ),
    (
        "thrd_create thrd_join thrd_exit thrd_yield mtx_init mtx_lock mtx_unlock cnd_wait cnd_signal \
         call_once tss_create",
        "use the threads of <pthread.h>",
    ),
    (
        "strcpy_s strcat_s strncpy_s sprintf_s printf_s scanf_s sscanf_s fopen_s memcpy_s gets_s",
        "it belongs to another library: use the function without '_s'",
    ),
    (
        "getch getche kbhit clrscr gotoxy textcolor delay Sleep",
        "it belongs to another system: read with 'getchar', wait with 'sleep'",
    ),
];

/// Headers that are not there, and the way out.
const HEADERS: &[(&str, &str)] = &[
    (
        "math.h float.h complex.h fenv.h tgmath.h",
        "the machine has no floating point: compute with scaled integers, for example thousandths",
    ),
    (
        "stdatomic.h",
        "use '__atomic_fetch_add' and its like on plain variables; they need no header",
    ),
    ("wchar.h wctype.h uchar.h", "wide characters are not supported: use 'char' and <string.h>"),
    ("threads.h", "use the threads of <pthread.h>"),
    ("alloca.h", "use an array of the greatest size, or 'malloc' and 'free'"),
    ("malloc.h", "'malloc' is declared in <stdlib.h>"),
    ("memory.h", "'memcpy' is declared in <string.h>"),
    (
        "sys/times.h sys/resource.h sys/timeb.h",
        "measure with 'clock' or 'clock_gettime' of <time.h>",
    ),
    (
        "sys/stat.h dirent.h ftw.h glob.h utime.h",
        "the guest's files are in no folders, and can only be read: use <fcntl.h> and <unistd.h>",
    ),
    (
        "sys/ipc.h sys/shm.h sys/sem.h sys/msg.h mqueue.h",
        "share memory with 'mmap' of <sys/mman.h>, and wait with <semaphore.h>",
    ),
    (
        "sys/socket.h netinet/in.h arpa/inet.h netdb.h poll.h sys/poll.h sys/select.h sys/epoll.h sys/un.h \
         sys/uio.h",
        "the machine has no network",
    ),
    ("sys/ioctl.h termios.h curses.h ncurses.h", "there is no terminal to set up: use <stdio.h>"),
    ("conio.h dos.h windows.h process.h direct.h io.h tchar.h", "it belongs to another system"),
    (
        "dlfcn.h spawn.h pwd.h grp.h syslog.h regex.h",
        "the kernel and its library have nothing of that",
    ),
    ("stdckdint.h", "use '__builtin_add_overflow' and its like; they need no header"),
    ("immintrin.h emmintrin.h xmmintrin.h", "the processor has no vector instructions"),
    (
        "iostream string vector map algorithm cstdio cstdlib cstring iomanip fstream sstream memory set \
         queue bits/stdc++.h",
        "this is C++; C's headers are <stdio.h>, <stdlib.h>, <string.h> and their like",
    ),
];

/// Words that mean something in another language, and what C has for it.
const FOREIGN: &[(&str, &str)] = &[
    ("nullptr null Null NIL nil None", "C's null pointer is 'NULL'"),
    ("new", "C allocates with 'malloc(sizeof(type))'"),
    ("delete", "C gives memory back with 'free(pointer)'"),
    ("cout cin cerr endl std", "this is C++; C prints with 'printf' and reads with 'scanf'"),
    ("class interface", "this is C++; C has 'struct', and functions outside of it"),
    ("template typename", "this is C++; C has no templates, but macros and 'void *'"),
    ("using namespace", "this is C++; C has no namespaces"),
    ("public private protected virtual override friend", "this is C++; C has 'struct' only"),
    ("try catch throw throws", "C has no exceptions: return a number that says what went wrong"),
    ("string String", "a text in C is a 'char *', or an array of 'char'"),
    ("boolean Boolean", "'#include <stdbool.h>' declares 'bool'"),
    ("True TRUE False FALSE", "'#include <stdbool.h>' declares 'true' and 'false'"),
    ("byte", "'#include <stdint.h>' declares 'uint8_t'"),
    ("and or not xor", "write '&&', '||', '!', '^', or '#include <iso646.h>'"),
    ("elif elseif elsif", "write 'else if'"),
    ("then begin end", "C has braces, '{' and '}', and no such word"),
    ("function func fn def fun", "a function in C begins with what it returns: 'int name(void)'"),
    ("let var", "a variable in C begins with its type: 'int name'"),
    ("foreach", "C has 'for (i = 0; i < count; i++)'"),
    ("constexpr", "use 'const', '#define' or 'enum'"),
    ("print println echo", "C prints with 'printf'"),
    ("import", "C has '#include'"),
];

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let holds = |names: &str| names.split_whitespace().any(|known| known == name);
    table.iter().find(|(names, _)| holds(names)).map(|(_, hint)| *hint)
}

/// The way out of calling a function that this library lacks.
pub fn absent_function(name: &str) -> Option<&'static str> {
    find(ABSENT, name)
}

/// The way out of including a header that is not there.
pub fn absent_header(name: &str) -> Option<&'static str> {
    find(HEADERS, name)
}

/// What C has for a word of another language.
pub fn foreign_word(name: &str) -> Option<&'static str> {
    find(FOREIGN, name)
}

#[cfg(test)]
mod tests;
