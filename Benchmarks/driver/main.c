/* Runs every stage of ours, plain -O2 and plain -O3 in turns, and writes what each took as JSON.
 *
 *     driver ROUNDS MILLISECONDS [STAGE]
 *
 * A round measures each side once for about MILLISECONDS, in an order that rotates. What counts is the processor time of
 * this thread, so another program that takes the core away disturbs little. */
#define _GNU_SOURCE
#include "bench.h"

#include <phonepatch.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint8_t mulaw_frames[50][160];
uint8_t opus8_packets[50][1276], opus48_packets[50][1276];
int opus8_lengths[50], opus48_lengths[50];
char media_messages[2][50][512];
int media_lengths[2][50];

static void must(pp_status status) {
    if (status == PP_OK) return;
    fprintf(stderr, "bench: %s\n", pp_status_text(status));
    exit(1);
}

static void make_packets(uint32_t rate, uint32_t bitrate, uint8_t (*packets)[1276], int *lengths) {
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    pp_opus_encoder *encoder = NULL;
    config.sample_rate = rate, config.bitrate = bitrate;
    must(pp_opus_encoder_create(&config, &encoder));
    for (int i = 0; i < 50; i++) {
        size_t length = 0;
        must(pp_opus_encoder_encode(encoder, rate == 8000 ? voice8[i] : voice48[i], rate / 50, packets[i], 1276, &length));
        lengths[i] = (int)length;
    }
    pp_opus_encoder_destroy(encoder);
}

static void make_inputs(void) {
    make_voice();
    make_packets(8000, 16000, opus8_packets, opus8_lengths);
    make_packets(48000, 64000, opus48_packets, opus48_lengths);
    for (int i = 0; i < 50; i++) {
        size_t length = 0;
        must(pp_g711_encode(PP_ENCODING_MULAW, voice8[i], 160, mulaw_frames[i], 160, &length));
        for (int side = 0; side < 2; side++) {
            /* Ten digits each, so that a room can count on in place. */
            must(pp_carrier_write_track_media(1000000000u + (unsigned)i, (const uint8_t *)SID, sizeof SID - 1, PP_CARRIER_INBOUND,
                                              1000000000u + (unsigned)i, 1000000000u, mulaw_frames[(i + 25 * side) % 50], 160,
                                              (uint8_t *)media_messages[side][i], 511, &length));
            media_lengths[side][i] = (int)length;
        }
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static volatile uint64_t sink;

static double batch(const bench_stage *stage, unsigned count) {
    uint64_t sum = 0;
    double begin = now();
    for (unsigned n = 0; n < count; n++) sum += stage->frame(n);
    double took = now() - begin;
    sink += sum;
    return took / count / stage->frames;
}

static const bench_stage *const sides[] = {ours, plain_o2, plain_o3};
static const char *const side_names[] = {"ours", "plain_o2", "plain_o3"};

/* Both must do the same work before their times mean anything. */
static void compare(int i) {
    for (int side = 0; side < 3; side++) sides[side][i].make();
    for (unsigned n = 0; n < 100; n++) {
        uint64_t sum = ours[i].frame(n);
        if (sum != plain_o2[i].frame(n) || sum != plain_o3[i].frame(n)) {
            fprintf(stderr, "bench: %s differs from plain C at frame %u\n", ours[i].name, n);
            exit(1);
        }
    }
}

int main(int count, char **given) {
    int rounds = count > 1 ? atoi(given[1]) : 21;
    double budget = (count > 2 ? atof(given[2]) : 5) * 1e6;
    bool first = true;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    make_inputs();
    printf("[");
    for (int i = 0; i < STAGES; i++) {
        if (count > 3 && strcmp(given[3], ours[i].name)) continue;
        if (ours[i].exact) compare(i);
        unsigned counts[3];
        for (int side = 0; side < 3; side++) {
            sides[side][i].make();
            double each = batch(&sides[side][i], 100) * sides[side][i].frames; /* warms up as well */
            counts[side] = (unsigned)(budget / (each > 1 ? each : 1)) + 100;
        }
        printf("%s\n{\"stage\": \"%s\", \"what\": \"%s\", \"exact\": %s", first ? "" : ",", ours[i].name, ours[i].what,
               ours[i].exact ? "true" : "false");
        first = false;
        double *taken = malloc(sizeof *taken * 3 * (size_t)rounds);
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < 3; turn++) {
                int side = (turn + round) % 3;
                taken[side * rounds + round] = batch(&sides[side][i], counts[side]);
            }
        }
        for (int side = 0; side < 3; side++) {
            printf(", \"%s\": [", side_names[side]);
            for (int round = 0; round < rounds; round++) printf("%s%.2f", round ? ", " : "", taken[side * rounds + round]);
            printf("]");
        }
        printf("}");
        fflush(stdout);
        free(taken);
    }
    printf("\n]\n");
    return 0;
}
