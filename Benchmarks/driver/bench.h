/* What both sides of the comparison look like: the same stages in the same order, one frame of 20 ms a call. */
#ifndef BENCH_H
#define BENCH_H

#include "voice.h"

#include <stddef.h>
#include <stdint.h>

typedef struct bench_stage {
    const char *name;
    const char *what;
    int exact;                      /* 1: both sides give the same bytes, so the driver compares them */
    int frames;                     /* 20 ms frames that one call works on: the figure is for one     */
    void (*make)(void);
    uint64_t (*frame)(unsigned n);  /* a sum over what came out                                       */
} bench_stage;

#define STAGES 21

extern const bench_stage ours[STAGES];
extern const bench_stage plain_o2[STAGES];
extern const bench_stage plain_o3[STAGES];

/* Inputs that neither side makes for itself. */
extern uint8_t mulaw_frames[50][160];
extern uint8_t opus8_packets[50][1276];
extern int opus8_lengths[50];
extern uint8_t opus48_packets[50][1276];
extern int opus48_lengths[50];
extern char media_messages[2][50][512]; /* what a carrier sends for two streams                        */
extern int media_lengths[2][50];

/* The first secret of a DAVE sender. */
#define BENCH_DAVE_BASE {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

#define SID "MZ0123456789abcdef0123456789abcdef"

/* FNV-1a over the first and last bytes: cheap beside any stage, and it keeps the work from being optimised away. */
static inline uint64_t sum_of(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint64_t sum = 14695981039346656037u ^ length;
    for (size_t i = 0; i < length; i += length > 64 ? 31 : 1) sum = (sum ^ at[i]) * 1099511628211u;
    return sum;
}

#endif
