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
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, OPENS = 4 /* for writing */ };

struct plan {
    _Atomic int32_t armed;  /* written last */
    int32_t first;          /* the first call that fails, from 1; with ENOSPC it takes half of what it is given */
    int32_t last;           /* the last one that does */
    int32_t error;          /* errno */
    int32_t kinds;          /* WRITES | SYNCS | OPENS */
    _Atomic int32_t seen;   /* calls counted */
    _Atomic int32_t failed; /* calls that failed */
    _Atomic int32_t lies;   /* syncs that succeeded after a failed one, with nothing written again in between */
    char names[224];        /* pattern of file names */
};

static struct plan *plan;

/* Files whose last sync failed. The kernel then counts their pages as clean: another sync says nothing about them. */
static struct doubt {
    dev_t device;
    ino_t number;
    int is_written;
} doubts[16];
static int doubt_count;
static pthread_mutex_t doubts_lock = PTHREAD_MUTEX_INITIALIZER;

static struct doubt *doubt_about(int descriptor, struct stat *file) {
    if (fstat(descriptor, file) != 0) return NULL;
    for (int place = 0; place < doubt_count; place++)
        if (doubts[place].device == file->st_dev && doubts[place].number == file->st_ino) return &doubts[place];
    return NULL;
}

static void note_write(int descriptor) {
    if (plan == NULL || doubt_count == 0) return;
    struct stat file;
    pthread_mutex_lock(&doubts_lock);
    struct doubt *doubt = doubt_about(descriptor, &file);
    if (doubt != NULL) doubt->is_written = 1;
    pthread_mutex_unlock(&doubts_lock);
}

static void note_failed_sync(int descriptor) {
    struct stat file;
    pthread_mutex_lock(&doubts_lock);
    struct doubt *doubt = doubt_about(descriptor, &file);
    if (doubt == NULL && doubt_count < 16) doubt = &doubts[doubt_count++];
    if (doubt != NULL) *doubt = (struct doubt){file.st_dev, file.st_ino, 0};
    pthread_mutex_unlock(&doubts_lock);
}

static void note_sync(int descriptor) {
    if (plan == NULL || doubt_count == 0) return;
    struct stat file;
    pthread_mutex_lock(&doubts_lock);
    struct doubt *doubt = doubt_about(descriptor, &file);
    if (doubt != NULL) {
        if (!doubt->is_written) atomic_fetch_add(&plan->lies, 1);
        *doubt = doubts[--doubt_count];
    }
    pthread_mutex_unlock(&doubts_lock);
}

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("WEGMARKE_FAULTS");
    if (file == NULL) return;
    int descriptor = open(file, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *found = mmap(NULL, sizeof(struct plan), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (found != MAP_FAILED) plan = found;
}

static int is_meant(const char *path) {
    const char *slash = strrchr(path, '/');
    return fnmatch(plan->names, slash == NULL ? path : slash + 1, 0) == 0;
}

static int is_open_one_meant(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0 || path[0] != '/') return 0; /* sockets and pipes have no path */
    path[length] = 0;
    return is_meant(path);
}

static int is_wanted(int kind) {
    return plan != NULL && atomic_load(&plan->armed) != 0 && (plan->kinds & kind) != 0;
}

static int count(void) {
    int number = atomic_fetch_add(&plan->seen, 1) + 1;
    if (number < plan->first || number > plan->last) return 0;
    atomic_fetch_add(&plan->failed, 1);
    errno = plan->error;
    return number;
}

/* Returns the number of this call if it fails, else 0; errno says how. */
static int fails(int descriptor, int kind) {
    if (!is_wanted(kind)) return 0;
    int before = errno;
    int number = is_open_one_meant(descriptor) ? count() : 0;
    if (number == 0) errno = before;
    return number;
}

static int is_refused(const char *path, int flags) {
    return (flags & O_ACCMODE) != O_RDONLY && is_wanted(OPENS) && is_meant(path) && count();
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
    note_write(descriptor);
    if (number == 0) return real(descriptor, bytes, count);
    return is_cut(number, count) ? real(descriptor, bytes, count / 2) : -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite);
    int number = fails(descriptor, WRITES);
    note_write(descriptor);
    if (number == 0) return real(descriptor, bytes, count, offset);
    return is_cut(number, count) ? real(descriptor, bytes, count / 2, offset) : -1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    int number = fails(descriptor, WRITES);
    note_write(descriptor);
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

static int synced(int descriptor, int (*real)(int)) {
    if (fails(descriptor, SYNCS)) {
        int error = errno;
        note_failed_sync(descriptor);
        errno = error;
        return -1;
    }
    note_sync(descriptor);
    return real(descriptor);
}

int fsync(int descriptor) {
    REAL(fsync);
    return synced(descriptor, real);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    return synced(descriptor, real);
}

int access(const char *path, int mode) {
    REAL(access);
    return (mode & W_OK) != 0 && is_refused(path, O_WRONLY) ? -1 : real(path, mode);
}

/* The mode is there only where a file may be made; passing it on needlessly harms nothing. */
#define MODE(flags) \
    va_list more; \
    va_start(more, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; \
    va_end(more)

int open(const char *path, int flags, ...) {
    REAL(open);
    MODE(flags);
    return is_refused(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    REAL(open64);
    MODE(flags);
    return is_refused(path, flags) ? -1 : real(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    REAL(openat);
    MODE(flags);
    return is_refused(path, flags) ? -1 : real(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    REAL(openat64);
    MODE(flags);
    return is_refused(path, flags) ? -1 : real(folder, path, flags, mode);
}
