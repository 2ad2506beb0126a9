//! Which standard header declares what, for hints.

#[cfg(test)]
mod tests;

/// Headers and what they declare.
const HEADERS: &[(&str, &str)] = &[
    (
        "stdio.h",
        "printf puts putchar getchar fprintf sprintf snprintf vprintf vsnprintf dprintf scanf sscanf fscanf fopen fclose fputs fputc putc fgetc getc ungetc fflush perror fread fwrite fgets getline setvbuf fseek ftell rewind freopen fdopen stdout stderr stdin EOF FILE",
    ),
    (
        "stdlib.h",
        "malloc free calloc realloc exit abort atoi strtol strtoul qsort bsearch rand srand abs labs getenv setenv atexit strtoll strtoull aligned_alloc system EXIT_SUCCESS EXIT_FAILURE RAND_MAX",
    ),
    (
        "string.h",
        "memcpy memmove memset memcmp memchr strlen strcpy strncpy strcmp strncmp strcat strncat strchr strrchr strstr strspn strcspn strpbrk strdup strndup strnlen strtok strtok_r strerror",
    ),
    ("stddef.h", "NULL offsetof size_t ptrdiff_t wchar_t"),
    (
        "unistd.h",
        "fork execv execve execvp read write lseek isatty getpid getppid sleep usleep sbrk _exit STDIN_FILENO STDOUT_FILENO STDERR_FILENO ssize_t pid_t",
    ),
    ("sys/wait.h", "wait waitpid WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG WNOHANG"),
    ("fcntl.h", "open O_RDONLY O_WRONLY O_RDWR O_CREAT"),
    (
        "sys/mman.h",
        "mmap munmap mprotect PROT_READ PROT_WRITE MAP_SHARED MAP_PRIVATE MAP_ANONYMOUS",
    ),
    ("getopt.h", "getopt getopt_long"),
    ("strings.h", "strcasecmp strncasecmp ffs"),
    (
        "pthread.h",
        "pthread_create pthread_join pthread_detach pthread_exit pthread_self pthread_mutex_lock pthread_mutex_unlock pthread_t pthread_mutex_t",
    ),
    ("semaphore.h", "sem_init sem_wait sem_trywait sem_post sem_destroy sem_t"),
    ("signal.h", "kill raise SIGKILL SIGTERM SIGINT SIGSEGV SIGCHLD SIGALRM"),
    (
        "thread.h",
        "thread_create thread_join thread_detach thread_exit thread_yield thread_self thread_t",
    ),
    (
        "stdint.h",
        "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t intmax_t uintmax_t INT32_MAX UINT32_MAX INT32_MIN INT64_MAX UINT64_MAX SIZE_MAX UINT8_MAX UINT16_MAX",
    ),
    ("stdbool.h", "bool true false"),
    ("stdarg.h", "va_list va_start va_arg va_end va_copy"),
    (
        "limits.h",
        "INT_MAX INT_MIN UINT_MAX CHAR_BIT LONG_MAX LONG_MIN ULONG_MAX LLONG_MAX SHRT_MAX CHAR_MAX",
    ),
    ("assert.h", "assert"),
    (
        "ctype.h",
        "isalpha isdigit isspace isupper islower isalnum isprint ispunct isxdigit toupper tolower",
    ),
    ("errno.h", "errno EINVAL ENOMEM EAGAIN EINTR ENOENT"),
    ("setjmp.h", "setjmp longjmp jmp_buf"),
    (
        "time.h",
        "time clock clock_gettime gmtime localtime mktime strftime time_t clock_t CLOCKS_PER_SEC nanosleep",
    ),
    ("sys/time.h", "gettimeofday"),
    ("stdnoreturn.h", "noreturn"),
    ("stdalign.h", "alignas alignof"),
];

/// The standard headers.
pub fn known_headers() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().map(|(header, _)| *header)
}

/// All names that standard headers declare.
pub fn header_names() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().flat_map(|(_, names)| names.split(' '))
}

/// The standard header that declares a name.
pub fn header_of(name: &str) -> Option<&'static str> {
    let holds = |names: &str| names.split(' ').any(|known| known == name);
    HEADERS.iter().find(|(_, names)| holds(names)).map(|(header, _)| *header)
}

/// The standard header that declares a type.
pub fn header_of_type(name: &str) -> Option<&'static str> {
    let is_type = name.ends_with("_t") || matches!(name, "bool" | "va_list" | "FILE" | "jmp_buf");
    header_of(name).filter(|_| is_type)
}
