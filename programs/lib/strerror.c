/* Error numbers in words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct error_text {
    int number;
    const char *text;
};

static const struct error_text texts[] = {
    { 0, "Success" },
    { EPERM, "Operation not permitted" },
    { ENOENT, "No such file or directory" },
    { ESRCH, "No such process" },
    { EINTR, "Interrupted system call" },
    { EIO, "Input/output error" },
    { E2BIG, "Argument list too long" },
    { ENOEXEC, "Exec format error" },
    { EBADF, "Bad file descriptor" },
    { ECHILD, "No child processes" },
    { EAGAIN, "Resource temporarily unavailable" },
    { ENOMEM, "Cannot allocate memory" },
    { EACCES, "Permission denied" },
    { EFAULT, "Bad address" },
    { EBUSY, "Device or resource busy" },
    { EEXIST, "File exists" },
    { ENOTDIR, "Not a directory" },
    { EISDIR, "Is a directory" },
    { EINVAL, "Invalid argument" },
    { EMFILE, "Too many open files" },
    { EROFS, "Read-only file system" },
    { EPIPE, "Broken pipe" },
    { EDOM, "Numerical argument out of domain" },
    { ERANGE, "Numerical result out of range" },
    { EDEADLK, "Resource deadlock avoided" },
    { ENOSYS, "Function not implemented" },
    { ENXIO, "No such device or address" },
    { EXDEV, "Invalid cross-device link" },
    { ENODEV, "No such device" },
    { ENFILE, "Too many open files in system" },
    { EMFILE, "Too many open files" },
    { ENOTTY, "Inappropriate ioctl for device" },
    { EFBIG, "File too large" },
    { ENOSPC, "No space left on device" },
    { ESPIPE, "Illegal seek" },
    { EROFS, "Read-only file system" },
    { EMLINK, "Too many links" },
    { ENAMETOOLONG, "File name too long" },
    { ENOLCK, "No locks available" },
    { ENOTEMPTY, "Directory not empty" },
    { ELOOP, "Too many levels of symbolic links" },
    { EOVERFLOW, "Value too large for defined data type" },
    { EILSEQ, "Invalid or incomplete multibyte or wide character" },
    { ENOTSUP, "Operation not supported" },
    { ETIMEDOUT, "Connection timed out" },
};

char *strerror(int error)
{
    size_t i;

    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].number == error)
            return (char *)texts[i].text;
    return (char *)"Unknown error";
}

/* 0, or an error number: ERANGE if the text was cut. */
int strerror_r(int error, char *to, size_t size)
{
    return strlcpy(to, strerror(error), size) < size ? 0 : ERANGE;
}

void perror(const char *message)
{
    int error = errno;

    if (message && *message)
        fprintf(stderr, "%s: %s\n", message, strerror(error));
    else
        fprintf(stderr, "%s\n", strerror(error));
}
