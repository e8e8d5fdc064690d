/* Stands between a program and its disk (LD_PRELOAD): makes chosen calls on files named "shop.db..." fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int kind_to_fail = 0; /* 1 sync, 2 write */
static int calls_before = 0;
static int failures_left = 0;
static int error_given = 0;

/* After `before` more calls of the kind, `times` of them fail with the error; 0 times heals the disk. */
void failing_disk_arm(int kind, int before, int times, int error) {
    kind_to_fail = kind;
    calls_before = before;
    failures_left = times;
    error_given = error;
}

int failing_disk_left(void) { return failures_left; }

static int is_the_shops(int fd) {
    char link[64], name[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length <= 0) return 0;
    name[length] = 0;
    return strstr(name, "shop.db") != NULL;
}

static int fails(int kind, int fd) {
    if (failures_left <= 0 || kind != kind_to_fail || !is_the_shops(fd)) return 0;
    if (calls_before > 0) {
        calls_before--;
        return 0;
    }
    failures_left--;
    errno = error_given;
    return 1;
}

#define REAL(name, type) __typeof__(type) *real = (__typeof__(type) *)dlsym(RTLD_NEXT, name)

int fsync(int fd) {
    REAL("fsync", int(int));
    return fails(1, fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    REAL("fdatasync", int(int));
    return fails(1, fd) ? -1 : real(fd);
}

ssize_t write(int fd, const void *from, size_t count) {
    REAL("write", ssize_t(int, const void *, size_t));
    return fails(2, fd) ? -1 : real(fd, from, count);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
    REAL("pwrite", ssize_t(int, const void *, size_t, off_t));
    return fails(2, fd) ? -1 : real(fd, from, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
    REAL("pwrite64", ssize_t(int, const void *, size_t, off64_t));
    return fails(2, fd) ? -1 : real(fd, from, count, at);
}
