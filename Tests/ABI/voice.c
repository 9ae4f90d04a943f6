#include "voice.h"

int16_t voice8[50][160];
int16_t voice48[50][960];

static uint32_t noise_state;
static int32_t noise(void) {
    noise_state = noise_state * 1664525u + 1013904223u;
    return (int32_t)(noise_state >> 16) - 32768;
}

/* A pulse train through two resonances, with syllables and breath: enough for a speech codec to work on. */
static void voice(int16_t *out, int count, int rate) {
    double a1 = 0, a2 = 0, b1 = 0, b2 = 0;
    double turn = 48000.0 / rate, pull = 1 - 0.02 * turn;
    int period = rate / 118;
    noise_state = 20;
    for (int i = 0; i < count; i++) {
        int syllable = (int)((int64_t)i * 9 / rate) % 4;
        double source = (i % period == 0 ? 6000.0 : 0) + noise() * 0.004;
        double first = source + (1.86 - 0.004 * turn * syllable) * pull * a1 - pull * pull * a2;
        a2 = a1, a1 = first;
        double second = first * 0.2 + 1.2 * pull * b1 - pull * pull * 0.8 * b2;
        b2 = b1, b1 = second;
        double level = syllable == 3 ? 0.02 : 1.0;
        double sample = level * (second > 16000 ? 16000 : second < -16000 ? -16000 : second);
        out[i] = (int16_t)sample;
    }
}

void make_voice(void) {
    voice(voice8[0], 50 * 160, 8000);
    voice(voice48[0], 50 * 960, 48000);
}
