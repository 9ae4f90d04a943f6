/* soxr, by two of its qualities, on streams of 20 ms. */
#include "peer.h"

#include <soxr.h>

static soxr_t state;
static int16_t pcm[4800];

static uint64_t resample(const int16_t *sound, size_t count) {
    size_t used, made;
    if (soxr_process(state, sound, count, &used, pcm, 4800, &made)) exit(1);
    return made;
}

static uint64_t up(int n) { return resample(sound8[n], 160); }
static uint64_t down(int n) { return resample(sound48[n], 960); }

static void make(double from, double to, unsigned long recipe) {
    soxr_io_spec_t types = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
    soxr_quality_spec_t quality = soxr_quality_spec(recipe, 0);
    soxr_delete(state);
    state = soxr_create(from, to, 1, NULL, &types, &quality, NULL);
}

/* Runs one, and says how late its sound was. */
static void measure(const char *stage, const char *quality, double to, uint64_t (*frame)(int)) {
    char what[80];
    for (int n = 0; n < sounds; n++) frame(n);
    snprintf(what, sizeof what, "%s quality, streaming, %.0f ms late", quality, soxr_delay(state) * 1000 / to);
    peer_measure(stage, what, frame);
}

int main(int count, char **given) {
    peer_begin(count, given, PEER_VERSION);
    make(8000, 48000, SOXR_LQ);
    measure("resample-up", "low", 48000, up);
    make(48000, 8000, SOXR_LQ);
    measure("resample-down", "low", 8000, down);
    make(8000, 48000, SOXR_HQ);
    measure("resample-up", "high", 48000, up);
    make(48000, 8000, SOXR_HQ);
    measure("resample-down", "high", 8000, down);
    return peer_end();
}
