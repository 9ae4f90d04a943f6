#define _GNU_SOURCE
#include "watch.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

volatile bool watching;
volatile uint64_t watched_calls;
const char *volatile first_watched;
volatile int64_t fail_at;
volatile bool only_ours;
volatile bool failed_one;
volatile int64_t blocks;

/* The C library's own, under the names that it keeps for programs like this one. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static void count(const char *name) {
    if (!watching) return;
    if (!watched_calls++) first_watched = name;
}

/* Where libphonepatch lies. */
static uintptr_t ours_from, ours_to;
static int find_ours(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size, (void)data;
    if (!strstr(info->dlpi_name, "libphonepatch")) return 0;
    ours_from = ours_to = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && end > ours_to) ours_to = end;
    }
    return 1;
}
__attribute__((constructor)) static void look_for_ours(void) { dl_iterate_phdr(find_ours, NULL); }

static bool refused(void *caller) {
    if (only_ours && ((uintptr_t)caller < ours_from || (uintptr_t)caller >= ours_to)) return false;
    if (fail_at > 0 && --fail_at == 0) {
        failed_one = true;
        errno = ENOMEM;
        return true;
    }
    return false;
}

static void *counted(void *made) {
    if (made) blocks++;
    return made;
}

void *malloc(size_t size) {
    count("malloc");
    return refused(__builtin_return_address(0)) ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size) {
    count("calloc");
    return refused(__builtin_return_address(0)) ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size) {
    count("realloc");
    if (refused(__builtin_return_address(0))) return NULL;
    void *made = __libc_realloc(old, size);
    if (!old && made) blocks++;
    if (old && !size && !made) blocks--;
    return made;
}

void free(void *old) {
    count("free");
    if (old) blocks--;
    __libc_free(old);
}

void *memalign(size_t alignment, size_t size) {
    count("memalign");
    return refused(__builtin_return_address(0)) ? NULL : counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    count("aligned_alloc");
    return refused(__builtin_return_address(0)) ? NULL : counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    count("posix_memalign");
    if (refused(__builtin_return_address(0))) return ENOMEM;
    void *made = counted(__libc_memalign(alignment, size));
    if (!made) return ENOMEM;
    *out = made;
    return 0;
}

/* Counts, then calls the next of that name. The look-up happens before anything is watched. */
#define PASS_ON(result, name, parameters, arguments)            \
    static result(*next_##name) parameters;                     \
    __attribute__((constructor)) static void find_##name(void) { \
        *(void **)&next_##name = dlsym(RTLD_NEXT, #name);       \
    }                                                           \
    result name parameters {                                    \
        count(#name);                                           \
        if (!next_##name) find_##name();                        \
        return next_##name arguments;                           \
    }

PASS_ON(int, pthread_mutex_lock, (pthread_mutex_t * m), (m))
PASS_ON(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m))
PASS_ON(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l))
PASS_ON(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l))
PASS_ON(int, pthread_spin_lock, (pthread_spinlock_t * l), (l))
PASS_ON(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))
PASS_ON(int, pthread_once, (pthread_once_t * o, void (*f)(void)), (o, f))
PASS_ON(int, sem_wait, (sem_t * s), (s))
/* Clocks are read without a system call, so the filter would not notice. */
PASS_ON(int, clock_gettime, (clockid_t c, struct timespec *t), (c, t))
PASS_ON(time_t, time, (time_t * t), (t))
PASS_ON(int, gettimeofday, (struct timeval * restrict t, void *restrict z), (t, z))
