/* libsamplerate, by three of its qualities. It takes floats: turning samples into them and back is part of the work. */
#include "peer.h"

#include <samplerate.h>

static SRC_STATE *state;
static float in[960], out[1920];
static short pcm[1920];

static uint64_t resample(const int16_t *sound, int count, double ratio) {
    SRC_DATA data = {.data_in = in, .data_out = out, .input_frames = count, .output_frames = 1920, .src_ratio = ratio};
    src_short_to_float_array(sound, in, count);
    if (src_process(state, &data)) exit(1);
    src_float_to_short_array(out, pcm, (int)data.output_frames_gen);
    return (uint64_t)data.output_frames_gen;
}

static uint64_t up(int n) { return resample(sound8[n], 160, 6); }
static uint64_t down(int n) { return resample(sound48[n], 960, 1.0 / 6); }

int main(int count, char **given) {
    static const struct { int kind; const char *up, *down; } kinds[] = {
        {SRC_SINC_FASTEST, "fastest sinc", "fastest sinc"},
        {SRC_SINC_MEDIUM_QUALITY, "medium sinc", "medium sinc"},
        {SRC_SINC_BEST_QUALITY, "best sinc", "best sinc"}};
    peer_begin(count, given, PEER_VERSION);
    for (int k = 0; k < 3; k++) {
        state = src_new(kinds[k].kind, 1, NULL);
        peer_measure("resample-up", kinds[k].up, up);
        src_reset(state);
        peer_measure("resample-down", kinds[k].down, down);
        src_delete(state);
    }
    return peer_end();
}
