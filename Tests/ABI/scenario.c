#include "scenario.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int report_fd = 2;
int16_t voice8[50][160];
int16_t voice48[50][960];

void fail(const char *file, int line, const char *what) {
    char text[300];
    /* By hand: printf may allocate, and the caller may be counting. */
    const char *parts[] = {file, ":", NULL, ": failed: ", what, "\n"};
    char digits[12];
    int at = (int)sizeof digits - 1;
    digits[at] = 0;
    do digits[--at] = (char)('0' + line % 10); while ((line /= 10) && at);
    parts[2] = digits + at;
    size_t length = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t n = strlen(parts[i]);
        if (n > sizeof text - length) n = sizeof text - length;
        memcpy(text + length, parts[i], n);
        length += n;
    }
    ssize_t written = write(report_fd, text, length);
    _exit(written < 0 ? 2 : 1);
}

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

pp_status create_stages(void) {
    for (int i = 0; i < stage_count; i++) {
        pp_status status = stages[i]->create();
        if (status != PP_OK) return status;
    }
    return PP_OK;
}

void run_frame(uint64_t n) {
    for (int i = 0; i < stage_count; i++) stages[i]->frame(n);
}

void destroy_stages(void) {
    for (int i = stage_count - 1; i >= 0; i--) stages[i]->destroy();
}
