/* What the programs of the peers share: the inputs that the driver dumped, and rounds of processor time as JSON.
 *
 *     PEER FOLDER ROUNDS MILLISECONDS */
#ifndef PEER_H
#define PEER_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PEER_SOUNDS = 500 };
static int sounds;
static int16_t sound8[PEER_SOUNDS][160], sound16[PEER_SOUNDS][320], sound48[PEER_SOUNDS][960];
static uint8_t mulaw[PEER_SOUNDS][160];
static char messages[PEER_SOUNDS][640]; /* room behind each, as some parsers want */
static size_t message_lengths[PEER_SOUNDS];
static int peer_rounds = 7, peer_first = 1;
static double peer_budget = 1e6;
static volatile uint64_t peer_sink;

static size_t peer_read(const char *folder, const char *name, void *into, size_t room) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) exit(1);
    size_t length = fread(into, 1, room, file);
    fclose(file);
    return length;
}

static void peer_begin(int count, char **given, const char *version) {
    const char *folder = count > 1 ? given[1] : ".";
    char path[1024], line[640];
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    if (count > 2) peer_rounds = atoi(given[2]);
    if (count > 3) peer_budget = atof(given[3]) * 1e6;
    sounds = (int)(peer_read(folder, "sound8.raw", sound8, sizeof sound8) / sizeof *sound8);
    peer_read(folder, "sound16.raw", sound16, sizeof sound16), peer_read(folder, "sound48.raw", sound48, sizeof sound48);
    peer_read(folder, "mulaw.raw", mulaw, sizeof mulaw);
    snprintf(path, sizeof path, "%s/messages.txt", folder);
    FILE *file = fopen(path, "r");
    if (!file) exit(1);
    for (int i = 0; i < sounds && fgets(line, sizeof line, file); i++) {
        message_lengths[i] = strlen(line) - 1;
        memcpy(messages[i], line, message_lengths[i]);
    }
    fclose(file);
    printf("{\"version\": \"%s\", \"stages\": [", version);
}

static double peer_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* `frame` works on the n-th 20 ms. `stage` is the one of ours that it stands beside. */
static void peer_measure(const char *stage, const char *what, uint64_t (*frame)(int n)) {
    uint64_t sum = 0;
    double begin = peer_now();
    for (int n = 0; n < sounds; n++) sum += frame(n);
    double each = (peer_now() - begin) / sounds;
    int turns = (int)(peer_budget / (each * sounds)) + 1;
    printf("%s\n{\"stage\": \"%s\", \"what\": \"%s\", \"rounds\": [", peer_first ? "" : ",", stage, what);
    peer_first = 0;
    for (int round = 0; round < peer_rounds; round++) {
        begin = peer_now();
        for (int turn = 0; turn < turns; turn++) {
            for (int n = 0; n < sounds; n++) sum += frame(n);
        }
        printf("%s%.2f", round ? ", " : "", (peer_now() - begin) / turns / sounds);
    }
    printf("]}");
    peer_sink += sum;
}

static int peer_end(void) {
    printf("\n]}\n");
    return 0;
}

#endif
