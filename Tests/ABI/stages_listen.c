/* The stage of the scenario that listens: voice activity, tones made and found again, what answers. */
#include "stages.h"

#include <string.h>

static pp_vad *vad, *wide_vad;
static pp_tone *tone;
static pp_listener *listener;

static pp_status listen_create(void) {
    pp_vad_config narrow = PP_SIZED(pp_vad_config), wide = PP_SIZED(pp_vad_config);
    pp_tone_config generator = PP_SIZED(pp_tone_config);
    pp_listener_config ear = PP_SIZED(pp_listener_config);
    wide.sample_rate = 48000, wide.pre_roll_ms = -1;
    ear.hear = PP_HEAR_SPEECH | PP_HEAR_DIGITS | PP_HEAR_BEEP | PP_HEAR_ANSWER;
    TRY(pp_vad_create(&narrow, &vad));
    TRY(pp_vad_create(&wide, &wide_vad));
    TRY(pp_tone_create(&generator, &tone));
    return pp_listener_create(&ear, &listener);
}

static void listen_destroy(void) {
    pp_vad_destroy(vad), pp_vad_destroy(wide_vad), pp_tone_destroy(tone), pp_listener_destroy(listener);
    vad = wide_vad = NULL, tone = NULL, listener = NULL;
}

static void listen_frame(uint64_t n) {
    static const pp_tone_step beep[2] = {{1000, 0, 300, 0}, {0, 0, 200, 0}};
    static const uint8_t noise[3] = {50, 140, 100};
    int16_t pcm[160], before[2400];
    size_t made = 0;
    pp_vad_state state = PP_SIZED(pp_vad_state);
    pp_heard heard = PP_SIZED(pp_heard);
    switch (n % 400) {
    case 0: CHECK(pp_tone_digits(tone, (const uint8_t *)"1590*#AD", 8, 0, 0, 0) == PP_OK); break;
    case 100: CHECK(pp_tone_network(tone, 1 + n / 400 % 5, PP_COUNTRY('G', 'B'), 0) == PP_OK); break;
    case 200: CHECK(pp_tone_steps(tone, beep, 2, 1, -12) == PP_OK); break;
    case 300: CHECK(pp_tone_noise(tone, noise, 3) == PP_OK); break;
    case 350: CHECK(pp_tone_stop(tone) == PP_OK); break;
    case 351: CHECK(pp_tone_digits(tone, (const uint8_t *)"x", 1, 0, 0, 0) == PP_ERR_ARGUMENT); break;
    }
    CHECK(pp_tone_read(tone, pcm, 160, &made) == PP_OK && made <= 160);
    for (int half = 0; half < 2; half++) {
        CHECK(pp_listener_process(listener, pcm + 80 * half, 80, NULL, 0) == PP_OK);
        do CHECK(pp_listener_poll(listener, &heard) == PP_OK);
        while (heard.kind != PP_HEARD_NOTHING);
        CHECK(pp_vad_process(vad, voice8[n % 50] + 80 * half, 80, pcm, 80, &state) == PP_OK);
        CHECK(state.probability >= 0 && state.probability <= 1);
        CHECK(pp_vad_process(wide_vad, voice48[n % 50] + 480 * half, 480, NULL, 0, &state) == PP_OK);
    }
    if (n % 13 == 0) {
        CHECK(pp_vad_process(vad, pcm, 79, NULL, 0, NULL) == PP_ERR_ARGUMENT);
        CHECK(pp_vad_pre_roll(vad, before, 2400, &made) == PP_OK && made % 80 == 0);
    }
    if (n % 5000 == 4999) CHECK(pp_vad_reset(vad) == PP_OK);
}

const stage listen_stage = {"listening", listen_create, listen_frame, listen_destroy};
