/* Mixing, measuring and two sines, by hand. */
#include "plain.h"

#include <math.h>

static int16_t pcm[960];

static void make_mixer(void) {}

static uint64_t mix4(unsigned n) {
    static int16_t legs[4][160];
    int32_t total[160];
    uint64_t sum = 0;
    for (unsigned leg = 0; leg < 4; leg++) memcpy(legs[leg], sound8[(n + 11 * leg) % (unsigned)sounds], 320);
    total_of(legs, 4, total);
    for (int leg = 0; leg < 4; leg++) {
        mix(legs, leg, total, pcm);
        sum += sum_of(pcm, 320);
    }
    return sum;
}

static int peak;
static uint64_t squares, clipped;
static volatile double rms;

static void make_level(void) { peak = 0, squares = clipped = 0; }

static uint64_t measure(unsigned n) {
    const int16_t *in = sound8[n % (unsigned)sounds];
    for (int i = 0; i < 160; i++) {
        int magnitude = in[i] < 0 ? -in[i] : in[i];
        if (magnitude > peak) peak = magnitude;
        squares += (uint64_t)(in[i] * in[i]);
        clipped += magnitude >= 32767;
    }
    rms = sqrt((double)squares / 160);
    return (uint64_t)peak + clipped;
}

static float quiet;
static int hold;

static void make_energy(void) { quiet = 1e9f, hold = 0; }

static uint64_t vad8(unsigned n) {
    uint64_t speech = 0;
    for (int half = 0; half < 2; half++) {
        const int16_t *in = sound8[n % (unsigned)sounds] + 80 * half;
        float energy = 1;
        for (int i = 0; i < 80; i++) energy += (float)in[i] * in[i];
        quiet = energy < quiet ? energy : quiet * 1.007f;
        hold = energy > 8 * quiet ? 20 : hold - (hold > 0);
        speech += hold > 0;
    }
    return speech;
}

static double sine[2][2], turn[2];

static void make_dial(void) {
    static const double hertz[2] = {350, 440};
    for (int k = 0; k < 2; k++) {
        double step = 2 * 3.14159265358979323846 * hertz[k] / 8000;
        turn[k] = 2 * cos(step), sine[k][0] = 0, sine[k][1] = sin(step) * 3676;
    }
}

static uint64_t play(unsigned n) {
    (void)n;
    for (int i = 0; i < 160; i++) {
        double sum = 0;
        for (int k = 0; k < 2; k++) {
            double next = turn[k] * sine[k][1] - sine[k][0];
            sum += sine[k][0], sine[k][0] = sine[k][1], sine[k][1] = next;
        }
        pcm[i] = (int16_t)lrint(sum);
    }
    return sum_of(pcm, 320);
}

const bench_stage LIST(sound)[] = {
#include "../stages/sound.inc"
    {0}};
