/* Instructions, below callgrind, and memory. */
#define _GNU_SOURCE
#include "count.h"
#include "watch.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_DUMP_STATS_AT(name) (void)(name)
#endif

/* Long enough for buffers to settle, and a whole second of the voice. */
enum { WARM = 150, COUNTED = 50 };

static volatile uint64_t sink;

/* Without watch.c in the program, nothing is watched. */
__attribute__((weak)) volatile bool watching;
__attribute__((weak)) volatile uint64_t watched_calls;

static size_t in_use(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void count_instructions(const bench_stage *const sides[3], int how_many) {
    static const char *const names[] = {"ours", "plain_o2", "plain_o3"};
    printf("{\"stage\": \"%s\", \"frames\": %d", sides[0]->name, COUNTED * sides[0]->frames);
    if (sides[0]->over) printf(", \"over\": \"%s\"", sides[0]->over);
    for (int side = 0; side < how_many; side++) {
        char name[100];
        uint64_t sum = 0;
        if (!sides[side]->frame) continue;
        prepare(sides[side]->turns, 0, TICKS);
        sides[side]->make();
        for (unsigned n = 0; n < WARM; n++) sum += sides[side]->frame(n);
        snprintf(name, sizeof name, "%s %s", sides[side]->name, names[side]);
        CALLGRIND_START_INSTRUMENTATION;
        CALLGRIND_ZERO_STATS;
        for (unsigned n = WARM; n < WARM + COUNTED; n++) sum += sides[side]->frame(n);
        CALLGRIND_DUMP_STATS_AT(name);
        CALLGRIND_STOP_INSTRUMENTATION;
        sink += sum;
    }
    printf("}");
}

/* In a process of its own, as stages share what they hold. */
void count_memory(const bench_stage *stage) {
    uint64_t sum = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child) {
        int status = 1;
        if (child < 0 || waitpid(child, &status, 0) < 0 || status) exit(1);
        return;
    }
    prepare(stage->turns, 0, TICKS);
    size_t before = in_use();
    stage->make();
    size_t taken = in_use() - before;
    for (unsigned n = 0; n < WARM; n++) sum += stage->frame(n);
    watched_calls = 0, watching = true;
    for (unsigned n = WARM; n < WARM + 10 * COUNTED; n++) sum += stage->frame(n);
    watching = false;
    sink += sum;
    printf("{\"stage\": \"%s\", \"bytes\": %zu, \"allocations\": %llu}", stage->name, taken, (unsigned long long)watched_calls);
    exit(0);
}
