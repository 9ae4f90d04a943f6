/* After set-up, a million frames run without the allocator, a lock, a clock or a system call.
 *
 * steady [frames] [malloc | lock | clock | syscall]: the second argument plants that very thing at frame 1000, and then
 * this test must fail. Exit 0: clean. 3: something was called. Killed by SIGSYS: a system call. */
#define _GNU_SOURCE
#include "scenario.h"
#include "watch.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The one file that may be written to, and only to say how it ended. */
#define REPORT 200

static bool forbid_system_calls(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_write, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, REPORT, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void say(const char *text) {
    if (write(REPORT, text, strlen(text)) < 0) _exit(2);
}

static void plant(const char *what) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct timespec now;
    if (!strcmp(what, "malloc")) {
        void *volatile block = malloc(16); /* volatile: a pair that nobody looks at is optimised away */
        free(block);
    }
    if (!strcmp(what, "lock")) pthread_mutex_lock(&mutex), pthread_mutex_unlock(&mutex);
    if (!strcmp(what, "clock")) clock_gettime(CLOCK_MONOTONIC, &now);
    if (!strcmp(what, "syscall")) syscall(__NR_getppid);
}

int main(int count, char **given) {
    uint64_t frames = count > 1 ? strtoull(given[1], NULL, 10) : 1000000;
    const char *planted = count > 2 ? given[2] : "";
    make_voice();
    CHECK(create_stages() == PP_OK);
    /* Lazy binding resolves a name at its first call, under the loader's lock: LD_BIND_NOW is not asked of a host, so
     * the first frames run unwatched. */
    uint64_t n = 0;
    for (; n < 200; n++) run_frame(n);
    if (dup2(1, REPORT) != REPORT || !forbid_system_calls()) {
        printf("note: no system call filter here: %s\n", strerror(errno));
        return 77;
    }
    report_fd = REPORT;
    watching = true;
    for (; n < frames; n++) {
        if (n == 1000) plant(planted);
        run_frame(n);
    }
    watching = false;
    if (watched_calls) {
        say("called after set-up: ");
        say(first_watched);
        say("\n");
        _exit(3);
    }
    _exit(0);
}
