/* Runs every stage of ours, plain -O2 and plain -O3 in turns, and writes what each took as JSON.
 *
 *     driver list                                    the stages
 *     driver measure ROUNDS MILLISECONDS [STAGE]...  processor time of this thread, in ns a frame
 *     driver count SIDES [STAGE]...                  instructions; below callgrind, one dump a stage and side; SIDES is 1
 *                                                    for ours alone, 3 for all
 *     driver memory [STAGE]...                       of ours: bytes that make took, and what a frame allocates
 *     driver dump FOLDER                             the inputs, for programs of other makers
 *
 * A round measures each side once for about MILLISECONDS, in an order that rotates, over the same frames. Processor time
 * is that of this thread, so another program that takes the core away disturbs little. */
#define _GNU_SOURCE
#include "count.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static volatile uint64_t sink;

/* `from` counts calls of frame; nanoseconds for one of them. */
static double batch(const bench_stage *stage, unsigned from, unsigned count) {
    uint64_t sum = 0;
    double begin = now();
    for (unsigned n = from; n != from + count; n++) sum += stage->frame(n);
    double took = now() - begin;
    sink += sum;
    return took / count;
}

static const char *const side_names[] = {"ours", "plain_o2", "plain_o3"};

/* Both must do the same work before their times mean anything. */
static void compare(const bench_stage *const sides[3]) {
    for (int side = 0; side < 3; side++) sides[side]->make();
    prepare(sides[0]->turns, 0, TICKS);
    for (unsigned n = 0; n < 100; n++) {
        uint64_t sum = sides[0]->frame(n);
        if (sum != sides[1]->frame(n) || sum != sides[2]->frame(n)) {
            fprintf(stderr, "bench: %s differs from plain C at frame %u\n", sides[0]->name, n);
            exit(1);
        }
    }
}

/* A multiple of the speech, or, of many calls, of them. */
static unsigned whole(const bench_stage *stage, double frames) {
    unsigned calls = (unsigned)stage->calls, unit = calls > 1 ? calls : stage->turns ? 3000 : (unsigned)sounds;
    unsigned units = (unsigned)(frames / unit) + 1, most = TICKS * calls / unit;
    return unit * (units < most || stage->turns ? units : most);
}

/* The ticks of `count` calls, in pieces that the ring of inputs holds. */
static double run(const bench_stage *stage, unsigned from, unsigned count) {
    unsigned piece = 1500u * (unsigned)stage->calls;
    double sum = 0;
    for (unsigned done = 0; done < count; done += piece) {
        unsigned part = count - done < piece ? count - done : piece;
        prepare(stage->turns, (from + done) / (unsigned)stage->calls, part / (unsigned)stage->calls + 2);
        sum += batch(stage, from + done, part) * part;
    }
    return sum / count / stage->frames;
}

static void measure(const bench_stage *const sides[3], const char *theme, int rounds, double budget) {
    double slowest = 1;
    unsigned warm = sides[0]->calls > 1 ? (unsigned)sides[0]->calls * 5u : 100u;
    if (sides[0]->exact) compare(sides);
    for (int side = 0; side < 3; side++) {
        if (!sides[side]->frame) continue;
        sides[side]->make();
        double each = run(sides[side], 0, warm) * sides[side]->frames;
        slowest = each > slowest ? each : slowest;
    }
    const bench_stage *stage = sides[0];
    unsigned count = whole(stage, budget / slowest), at = warm;
    printf("{\"stage\": \"%s\", \"theme\": \"%s\", \"what\": \"%s\", \"exact\": %s, \"calls\": %d, \"turns\": %d, \"frames\": %u",
           stage->name, theme, stage->what, stage->exact ? "true" : "false", stage->calls, stage->turns, count);
    if (stage->over) printf(", \"over\": \"%s\"", stage->over);
    double *taken = malloc(sizeof *taken * 3 * (size_t)rounds);
    for (int round = 0; round < rounds; round++, at += count) {
        for (int turn = 0; turn < 3; turn++) {
            int side = (turn + round) % 3;
            if (sides[side]->frame) taken[side * rounds + round] = run(sides[side], at, count);
        }
    }
    for (int side = 0; side < 3; side++) {
        if (!sides[side]->frame) continue;
        printf(", \"%s\": [", side_names[side]);
        for (int round = 0; round < rounds; round++) printf("%s%.2f", round ? ", " : "", taken[side * rounds + round]);
        printf("]");
    }
    printf("}");
    fflush(stdout);
    free(taken);
}

static const struct { const char *theme; const bench_stage *sides[3]; } themes[] = {
#define ENTRY(theme) {#theme, {ours_##theme, plain_o2_##theme, plain_o3_##theme}},
    THEMES(ENTRY)};

/* All, or those that are named. */
static bool wanted(const char *name, char **names, int count) {
    for (int i = 0; i < count; i++) {
        if (!strcmp(name, names[i])) return true;
    }
    return count <= 0;
}

int main(int count, char **given) {
    const char *what = count > 1 ? given[1] : "list";
    bool lists = !strcmp(what, "list"), measures = !strcmp(what, "measure"), counts = !strcmp(what, "count"), first = true;
    int options = measures ? 4 : counts ? 3 : 2;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    if (count < options) return fprintf(stderr, "usage: see main.c\n"), 2;
    if (!lists) make_inputs();
    if (!strcmp(what, "dump") && count > 2) return dump_inputs(given[2]), 0;
    printf("{\"caller_activity\": %.4f, \"user_activity\": %.4f, \"speech\": \"%s\", \"stages\": [", caller_activity, user_activity,
           sounds == SOUNDS_MAX ? "recorded" : "synthetic");
    for (size_t t = 0; t < sizeof themes / sizeof *themes; t++) {
        for (int i = 0; themes[t].sides[0][i].name; i++) {
            const bench_stage *sides[3] = {&themes[t].sides[0][i], &themes[t].sides[1][i], &themes[t].sides[2][i]};
            if (!wanted(sides[0]->name, given + options, count - options)) continue;
            if (!lists && !measures && sides[0]->calls > 1) continue;
            printf("%s\n", first ? "" : ",");
            if (lists) printf("{\"stage\": \"%s\", \"theme\": \"%s\", \"over\": \"%s\"}", sides[0]->name, themes[t].theme,
                              sides[0]->over ? sides[0]->over : "");
            else if (measures) measure(sides, themes[t].theme, atoi(given[2]), atof(given[3]) * 1e6);
            else if (counts) count_instructions(sides, atoi(given[2]));
            else count_memory(sides[0]);
            first = false;
        }
    }
    printf("\n]}\n");
    return 0;
}
