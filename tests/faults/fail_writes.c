/* Makes the n-th write to chosen files fail, so that tests see what a server does on a disk that gives up.
 *
 * Loaded with LD_PRELOAD. The test and this library share one block of memory, a file named by WEGMARKE_FAULTS:
 * the test says what shall fail, and reads how far it came. Calls are counted while `armed` is not 0.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2 };

struct plan {
    _Atomic int32_t armed;  /* written last */
    int32_t first;          /* the first call that fails, from 1; with ENOSPC it takes half of what it is given */
    int32_t last;           /* the last one that does */
    int32_t error;          /* errno */
    int32_t kinds;          /* WRITES | SYNCS */
    _Atomic int32_t seen;   /* calls counted */
    _Atomic int32_t failed; /* calls that failed */
    char names[228];        /* pattern of file names */
};

static struct plan *plan;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("WEGMARKE_FAULTS");
    if (file == NULL) return;
    int descriptor = open(file, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *found = mmap(NULL, sizeof(struct plan), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (found != MAP_FAILED) plan = found;
}

static int is_meant(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0 || path[0] != '/') return 0; /* sockets and pipes have no path */
    path[length] = 0;
    return fnmatch(plan->names, strrchr(path, '/') + 1, 0) == 0;
}

/* Returns the number of this call if it fails, else 0; errno says how. */
static int fails(int descriptor, int kind) {
    if (plan == NULL || atomic_load(&plan->armed) == 0 || (plan->kinds & kind) == 0) return 0;
    int before = errno;
    if (!is_meant(descriptor)) {
        errno = before;
        return 0;
    }
    int number = atomic_fetch_add(&plan->seen, 1) + 1;
    if (number < plan->first || number > plan->last) {
        errno = before;
        return 0;
    }
    atomic_fetch_add(&plan->failed, 1);
    errno = plan->error;
    return number;
}

/* A disk that runs full takes the first part of what it is given, and nothing of the next. */
static int is_cut(int number, size_t count) {
    return plan->error == ENOSPC && number == plan->first && count > 1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(write);
    int number = fails(descriptor, WRITES);
    if (number == 0) return real(descriptor, bytes, count);
    return is_cut(number, count) ? real(descriptor, bytes, count / 2) : -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite);
    int number = fails(descriptor, WRITES);
    if (number == 0) return real(descriptor, bytes, count, offset);
    return is_cut(number, count) ? real(descriptor, bytes, count / 2, offset) : -1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    int number = fails(descriptor, WRITES);
    if (number == 0) return real(descriptor, bytes, count, offset);
    return is_cut(number, count) ? real(descriptor, bytes, count / 2, offset) : -1;
}

int ftruncate(int descriptor, off_t length) {
    REAL(ftruncate);
    return fails(descriptor, WRITES) ? -1 : real(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    REAL(ftruncate64);
    return fails(descriptor, WRITES) ? -1 : real(descriptor, length);
}

int fsync(int descriptor) {
    REAL(fsync);
    return fails(descriptor, SYNCS) ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    return fails(descriptor, SYNCS) ? -1 : real(descriptor);
}
