/* Sound as samples: mixing, measuring, making tones, listening. */
#include "ours.h"

static int16_t pcm[960];
static pp_mixer *mixer;

static void make_mixer(void) {
    pp_mixer_config config = PP_SIZED(pp_mixer_config);
    config.legs = 4, config.samples = 160;
    pp_mixer_destroy(mixer);
    must(pp_mixer_create(&config, &mixer));
}

static uint64_t mix4(unsigned n) {
    uint64_t sum = 0;
    must(pp_mixer_begin(mixer));
    for (uint32_t leg = 0; leg < 4; leg++) must(pp_mixer_put(mixer, leg, sound8[(n + 11 * leg) % (unsigned)sounds], 160));
    for (uint32_t leg = 0; leg < 4; leg++) {
        must(pp_mixer_mix(mixer, leg, pcm, 160, NULL, NULL));
        sum += sum_of(pcm, 320);
    }
    return sum;
}

static pp_level *level;

static void make_level(void) {
    pp_level_config config = PP_SIZED(pp_level_config);
    pp_level_destroy(level);
    must(pp_level_create(&config, &level));
}

static uint64_t measure(unsigned n) {
    pp_level_values values = PP_SIZED(pp_level_values);
    must(pp_level_measure(level, sound8[n % (unsigned)sounds], 160));
    must(pp_level_read(level, &values));
    return values.peak + values.clipped;
}

static pp_vad *ear;

static void make_ear(uint32_t rate, uint32_t mode) {
    pp_vad_config config = PP_SIZED(pp_vad_config);
    config.sample_rate = rate, config.mode = mode;
    pp_vad_destroy(ear);
    must(pp_vad_create(&config, &ear));
}

static uint64_t activity(const int16_t *sound, size_t samples) {
    pp_vad_state state = PP_SIZED(pp_vad_state);
    uint64_t speech = 0;
    for (int half = 0; half < 2; half++) {
        must(pp_vad_process(ear, sound + (size_t)half * samples, samples, NULL, 0, &state));
        speech += state.speech;
    }
    return speech;
}

static void make_vad8(void) { make_ear(8000, PP_VAD_MODEL); }
static void make_vad16(void) { make_ear(16000, PP_VAD_MODEL); }
static void make_vad48(void) { make_ear(48000, PP_VAD_MODEL); }
static void make_energy(void) { make_ear(8000, PP_VAD_ENERGY); }
static uint64_t vad8(unsigned n) { return activity(sound8[n % (unsigned)sounds], 80); }
static uint64_t vad16(unsigned n) { return activity(sound16[n % (unsigned)sounds], 160); }
static uint64_t vad48(unsigned n) { return activity(sound48[n % (unsigned)sounds], 480); }

static pp_tone *tone;

static void make_tone(void) {
    pp_tone_config config = PP_SIZED(pp_tone_config);
    pp_tone_destroy(tone);
    must(pp_tone_create(&config, &tone));
}

static void make_dial(void) {
    make_tone();
    must(pp_tone_network(tone, PP_TONE_DIAL, PP_COUNTRY('U', 'S'), 0));
}

static void make_noise(void) {
    static const uint8_t payload[] = {50, 100, 140, 120};
    make_tone();
    must(pp_tone_noise(tone, payload, sizeof payload));
}

static uint64_t play(unsigned n) {
    (void)n;
    must(pp_tone_read(tone, pcm, 160, NULL));
    return sum_of(pcm, 320);
}

static pp_listener *listener;

static void make_listener(uint32_t hear) {
    pp_listener_config config = PP_SIZED(pp_listener_config);
    config.hear = hear;
    pp_listener_destroy(listener);
    must(pp_listener_create(&config, &listener));
}

static void make_digits(void) { make_listener(PP_HEAR_DIGITS); }
static void make_beep(void) { make_listener(PP_HEAR_BEEP); }
static void make_all(void) { make_listener(PP_HEAR_SPEECH | PP_HEAR_DIGITS | PP_HEAR_BEEP | PP_HEAR_ANSWER); }

static uint64_t hear(unsigned n) {
    pp_heard heard = PP_SIZED(pp_heard);
    uint64_t sum = 0;
    for (int half = 0; half < 2; half++) {
        must(pp_listener_process(listener, sound8[n % (unsigned)sounds] + 80 * half, 80, NULL, 0));
        do {
            must(pp_listener_poll(listener, &heard));
            sum += heard.kind;
        } while (heard.kind);
    }
    return sum;
}

const bench_stage LIST(sound)[] = {
#include "../stages/sound.inc"
    {0}};
