/* Ends a program at a chosen call to its disk (LD_PRELOAD), as a kill or as a power cut would.
 *
 * A killed program leaves everything it wrote; a power cut also takes what was written and not synced, in parts.
 * Only files named "shop.db..." are counted and taken back. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { BEFORE = 1, TORN = 2, AFTER = 3 };

typedef struct {
    dev_t dev;
    ino_t ino;
    off_t at;
    size_t size;
    char name[512];
    unsigned char *old; /* zeros where the file was shorter */
} Unsynced;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int calls_left = -1; /* negative: the plug stays in */
static int moment = 0;
static int syncs_only = 0;
static unsigned int chance = 0; /* 0: a kill, everything written stays */
static Unsynced *unsynced = NULL;
static size_t count = 0, room = 0;

#define REAL(name, type) __typeof__(type) *real = (__typeof__(type) *)dlsym(RTLD_NEXT, name)

/* At the `after`-th call (or sync) from now; `seed` above 0 also takes unsynced writes away. */
void pulled_plug_arm(int after, int when, unsigned int seed, int only_syncs) {
    pthread_mutex_lock(&guard);
    calls_left = after;
    moment = when;
    chance = seed;
    syncs_only = only_syncs;
    pthread_mutex_unlock(&guard);
}

static int is_the_shops(int fd, char *name, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, size - 1);
    if (length <= 0) return 0;
    name[length] = 0;
    return strstr(name, "shop.db") != NULL;
}

static int overlaps_a_kept_one(size_t which, const char *taken) {
    for (size_t i = which + 1; i < count; i++) {
        if (taken[i] || unsynced[i].dev != unsynced[which].dev || unsynced[i].ino != unsynced[which].ino) continue;
        if (unsynced[i].at < unsynced[which].at + (off_t)unsynced[which].size &&
            unsynced[which].at < unsynced[i].at + (off_t)unsynced[i].size)
            return 1;
    }
    return 0;
}

static void write_back(const Unsynced *one) {
    REAL("pwrite", ssize_t(int, const void *, size_t, off_t));
    int fd = open(one->name, O_WRONLY);
    if (fd < 0) return;
    if (real(fd, one->old, one->size, one->at) < 0) perror("pulled_plug");
    close(fd);
}

/* Newest first; each write of a file is kept or taken, all of them in one cut of three. */
static void take_back(void) {
    char *taken = calloc(count + 1, 1);
    int all = rand_r(&chance) % 3 == 0;
    for (size_t i = count; i-- > 0;) {
        if (!all && rand_r(&chance) % 2) continue;
        if (overlaps_a_kept_one(i, taken)) continue;
        taken[i] = 1;
        write_back(&unsynced[i]);
    }
}

static void pull(void) {
    if (chance) take_back();
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* Whether the call at hand is the one; the lock is held. */
static int is_it(int sync) {
    if (calls_left < 0 || (syncs_only && !sync)) return 0;
    if (calls_left > 0) {
        calls_left--;
        return 0;
    }
    return 1;
}

static void remember(int fd, const char *name, off_t at, size_t size) {
    struct stat facts;
    if (!chance || calls_left < 0 || fstat(fd, &facts) != 0) return;
    if (count == room) {
        room = room ? room * 2 : 256;
        unsynced = realloc(unsynced, room * sizeof *unsynced);
    }
    Unsynced *one = &unsynced[count++];
    one->dev = facts.st_dev;
    one->ino = facts.st_ino;
    one->at = at;
    one->size = size;
    strncpy(one->name, name, sizeof one->name - 1);
    one->name[sizeof one->name - 1] = 0;
    one->old = calloc(size, 1);
    /* Through the descriptor at hand: closing another one would drop the program's locks on the file. */
    if (pread(fd, one->old, size, at) < 0) memset(one->old, 0, size);
}

static void synced(int fd) {
    struct stat facts;
    if (!count || fstat(fd, &facts) != 0) return;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (unsynced[i].dev == facts.st_dev && unsynced[i].ino == facts.st_ino)
            free(unsynced[i].old);
        else
            unsynced[kept++] = unsynced[i];
    }
    count = kept;
}

static ssize_t written(int fd, const void *from, size_t size, off_t at, int moves) {
    REAL("pwrite", ssize_t(int, const void *, size_t, off_t));
    ssize_t (*plain)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    char name[512];
    if (calls_left < 0 || !is_the_shops(fd, name, sizeof name))
        return moves ? plain(fd, from, size) : real(fd, from, size, at);
    pthread_mutex_lock(&guard);
    int now = is_it(0);
    if (now && moment == BEFORE) pull();
    remember(fd, name, at, size);
    if (now && moment == TORN) size = size / 2;
    ssize_t done = moves ? plain(fd, from, size) : real(fd, from, size, at);
    if (now) pull();
    pthread_mutex_unlock(&guard);
    return done;
}

static int made_sure(int fd, const char *call) {
    int (*real)(int) = dlsym(RTLD_NEXT, call);
    char name[512];
    if (calls_left < 0 || !is_the_shops(fd, name, sizeof name)) return real(fd);
    pthread_mutex_lock(&guard);
    int now = is_it(1);
    if (now && moment != AFTER) pull();
    int done = real(fd);
    if (done == 0) synced(fd);
    if (now) pull();
    pthread_mutex_unlock(&guard);
    return done;
}

int fsync(int fd) { return made_sure(fd, "fsync"); }

int fdatasync(int fd) { return made_sure(fd, "fdatasync"); }

ssize_t write(int fd, const void *from, size_t size) {
    return written(fd, from, size, calls_left < 0 ? 0 : lseek(fd, 0, SEEK_CUR), 1);
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { return written(fd, from, size, at, 0); }

ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) { return written(fd, from, size, at, 0); }
