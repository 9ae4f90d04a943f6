/* The stages of the scenario that work on samples: codecs, resampler, mixer, level, jitter buffer. */
#include "stages.h"

#include <math.h>
#include <string.h>

/* G.711 and L16 */

static pp_status plain_create(void) { return PP_OK; }
static void plain_destroy(void) {}

static void plain_frame(uint64_t n) {
    int16_t pcm[160];
    uint8_t codes[160], bytes[320];
    size_t got = 0;
    uint32_t law = n & 1 ? PP_ENCODING_ALAW : PP_ENCODING_MULAW;
    CHECK(pp_g711_encode(law, voice8[n % 50], 160, codes, sizeof codes, &got) == PP_OK && got == 160);
    CHECK(pp_g711_decode(law, codes, 160, pcm, 160, &got) == PP_OK && got == 160);
    CHECK(pp_l16_encode(PP_ENCODING_L16_NETWORK, pcm, 160, bytes, sizeof bytes, &got) == PP_OK && got == 320);
    CHECK(pp_l16_decode(PP_ENCODING_L16_NETWORK, bytes, 320, pcm, 160, &got) == PP_OK && got == 160);
    if (n % 13 == 0) {
        CHECK(pp_g711_decode(law, codes, 160, pcm, 159, &got) == PP_ERR_NO_SPACE && got == 160);
        CHECK(pp_g711_decode(77, codes, 160, pcm, 160, &got) == PP_ERR_ARGUMENT);
        CHECK(pp_l16_decode(PP_ENCODING_L16, bytes, 319, pcm, 160, &got) == PP_ERR_MALFORMED);
    }
}

/* Opus: narrow speech with loss, and now and then wide stereo */

static pp_opus_encoder *speech_encoder, *music_encoder;
static pp_opus_decoder *speech_decoder, *music_decoder;

static pp_status opus_create(void) {
    pp_opus_encoder_config speech = PP_SIZED(pp_opus_encoder_config), music = PP_SIZED(pp_opus_encoder_config);
    pp_opus_decoder_config narrow = PP_SIZED(pp_opus_decoder_config), wide = PP_SIZED(pp_opus_decoder_config);
    speech.sample_rate = narrow.sample_rate = 8000;
    speech.bitrate = 16000, speech.fec = 1, speech.expected_loss = 20, speech.complexity = 1;
    music.application = PP_OPUS_AUDIO, music.channels = wide.channels = 2;
    TRY(pp_opus_encoder_create(&speech, &speech_encoder));
    TRY(pp_opus_encoder_create(&music, &music_encoder));
    TRY(pp_opus_decoder_create(&narrow, &speech_decoder));
    return pp_opus_decoder_create(&wide, &music_decoder);
}

static void opus_destroy(void) {
    pp_opus_encoder_destroy(speech_encoder), pp_opus_encoder_destroy(music_encoder);
    pp_opus_decoder_destroy(speech_decoder), pp_opus_decoder_destroy(music_decoder);
    speech_encoder = music_encoder = NULL, speech_decoder = music_decoder = NULL;
}

static void opus_frame(uint64_t n) {
    uint8_t packet[PP_OPUS_PACKET_MAX_20MS];
    int16_t pcm[1920];
    size_t length = 0, samples = 0;
    CHECK(pp_opus_encoder_encode(speech_encoder, voice8[n % 50], 160, packet, sizeof packet, &length) == PP_OK);
    if (n % 17 == 16) {
        CHECK(pp_opus_decoder_recover(speech_decoder, packet, length, 160, pcm, 160) >= PP_OK);
    } else if (n % 29 == 28) {
        CHECK(pp_opus_decoder_conceal(speech_decoder, 160, pcm, 160) == PP_OK);
    }
    if (n % 23 == 0) {
        static const uint8_t bad[3] = {0xFF, 0xFF, 0xFF};
        CHECK(pp_opus_decoder_decode(speech_decoder, bad, sizeof bad, pcm, 1920, &samples) == PP_ERR_MALFORMED);
        CHECK(pp_opus_decoder_decode(speech_decoder, packet, length, pcm, 10, &samples) == PP_ERR_NO_SPACE);
        CHECK(samples == 160);
        pp_opus_packet_info info = PP_SIZED(pp_opus_packet_info);
        CHECK(pp_opus_packet_inspect(packet, length, &info) == PP_OK && info.samples_48k == 960);
    }
    CHECK(pp_opus_decoder_decode(speech_decoder, packet, length, pcm, 160, &samples) == PP_OK && samples == 160);
    if (n % 1000 == 999) {
        CHECK(pp_opus_encoder_set_bitrate(speech_encoder, n & 1 ? 12000 : 24000) == PP_OK);
        CHECK(pp_opus_encoder_reset(music_encoder) == PP_OK && pp_opus_decoder_reset(music_decoder) == PP_OK);
    }
    if (n % 50 == 0) {
        int16_t stereo[1920];
        for (int i = 0; i < 960; i++) stereo[2 * i] = stereo[2 * i + 1] = voice48[n / 50 % 50][i];
        CHECK(pp_opus_encoder_encode(music_encoder, stereo, 960, packet, sizeof packet, &length) == PP_OK);
        CHECK(pp_opus_decoder_decode(music_decoder, packet, length, pcm, 960, &samples) == PP_OK && samples == 960);
    }
}

/* Resampler, up and down */

static pp_resampler *up, *down;

static pp_status resample_create(void) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    config.from_rate = 8000, config.to_rate = 48000;
    TRY(pp_resampler_create(&config, &up));
    config.from_rate = 48000, config.to_rate = 8000;
    return pp_resampler_create(&config, &down);
}

static void resample_destroy(void) {
    pp_resampler_destroy(up), pp_resampler_destroy(down);
    up = down = NULL;
}

static void resample_frame(uint64_t n) {
    int16_t wide[960], narrow[160];
    size_t used = 0, made = 0;
    if (n % 11 == 0) {
        CHECK(pp_resampler_process(up, voice8[n % 50], 160, wide, 0, &used, &made) == PP_ERR_NO_SPACE && made == 960);
    }
    CHECK(pp_resampler_process(up, voice8[n % 50], 160, wide, 960, &used, &made) == PP_OK);
    CHECK(used == 160 && made == 960);
    CHECK(pp_resampler_process(down, wide, 960, narrow, 160, &used, &made) == PP_OK && used == 960 && made == 160);
    if (n % 5000 == 4999) CHECK(pp_resampler_reset(up) == PP_OK && pp_resampler_reset(down) == PP_OK);
}

/* Mixer and level: eight legs, some loud, some at other gains */

static pp_mixer *mixer;
static pp_level *level;

static pp_status mix_create(void) {
    pp_mixer_config config = PP_SIZED(pp_mixer_config);
    config.legs = 8, config.samples = 160;
    pp_level_config meter = PP_SIZED(pp_level_config);
    TRY(pp_mixer_create(&config, &mixer));
    return pp_level_create(&meter, &level);
}

static void mix_destroy(void) {
    pp_mixer_destroy(mixer), pp_level_destroy(level);
    mixer = NULL, level = NULL;
}

static void mix_frame(uint64_t n) {
    int16_t out[160];
    size_t made = 0;
    pp_mix result = PP_SIZED(pp_mix);
    if (n % 37 == 0) CHECK(pp_mixer_set_gain(mixer, n % 8, (n + 3) % 8, n % 2 ? 0.0f : 8.0f) == PP_OK);
    if (n % 41 == 0) CHECK(pp_mixer_clear_leg(mixer, n % 8) == PP_OK);
    if (n % 43 == 0) CHECK(pp_mixer_set_gain(mixer, 0, 1, NAN) == PP_ERR_ARGUMENT);
    CHECK(pp_mixer_begin(mixer) == PP_OK);
    for (uint32_t leg = 0; leg < 1 + n % 8; leg++) {
        CHECK(pp_mixer_put(mixer, leg, voice8[(n + 7 * leg) % 50], 160 - (leg == 3)) == PP_OK);
    }
    for (uint32_t leg = 0; leg < 8; leg++) {
        if (n % 19 == leg) {
            CHECK(pp_mixer_mix(mixer, leg, out, 80, &made, &result) == PP_ERR_NO_SPACE && made == 160);
        }
        CHECK(pp_mixer_mix(mixer, leg, out, 160, &made, &result) == PP_OK && made == 160);
        CHECK(pp_level_measure(level, out, 160) == PP_OK);
    }
    CHECK(pp_mixer_put(mixer, 8, out, 160) == PP_ERR_ARGUMENT);
    if (n % 50 == 0) {
        pp_level_values values = PP_SIZED(pp_level_values);
        CHECK(pp_level_read(level, &values) == PP_OK && values.samples > 0 && values.rms_dbov <= 0);
        CHECK(pp_level_reset(level) == PP_OK);
    }
}

/* Jitter: Opus over a bad network, mu-law over a stream that stalls and bursts */

static pp_jitter *radio, *line;
static uint8_t packets[50][PP_OPUS_PACKET_MAX_20MS];
static size_t packet_lengths[50];
static uint64_t drawn;

static uint32_t draw(void) {
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(drawn >> 33);
}

static pp_status jitter_create(void) {
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    pp_opus_encoder_config encoder = PP_SIZED(pp_opus_encoder_config);
    drawn = 1;
    config.codec = PP_JITTER_OPUS, config.transport = PP_JITTER_DATAGRAM;
    TRY(pp_jitter_create(&config, &radio));
    config.codec = PP_ENCODING_MULAW, config.transport = PP_JITTER_STREAM;
    config.sample_rate = 48000;
    TRY(pp_jitter_create(&config, &line));
    /* The same second of packets over and over: the encoder has a stage of its own. */
    pp_opus_encoder *sender = NULL;
    encoder.sample_rate = 8000, encoder.bitrate = 16000, encoder.fec = 1, encoder.expected_loss = 20;
    TRY(pp_opus_encoder_create(&encoder, &sender));
    for (int i = 0; i < 50; i++) {
        CHECK(pp_opus_encoder_encode(sender, voice8[i], 160, packets[i], sizeof packets[i], &packet_lengths[i]) == PP_OK);
    }
    pp_opus_encoder_destroy(sender);
    return PP_OK;
}

static void jitter_destroy(void) {
    pp_jitter_destroy(radio), pp_jitter_destroy(line);
    radio = line = NULL;
}

static void jitter_frame(uint64_t n) {
    static uint8_t held[PP_OPUS_PACKET_MAX_20MS], codes[160 * 8];
    static size_t held_length;
    static uint64_t held_number, stalled;
    uint8_t bytes[160];
    int16_t pcm[960];
    const uint8_t *packet = packets[n % 50];
    size_t length = packet_lengths[n % 50], samples = 0;
    uint64_t now = n * 20000;
    uint32_t luck = draw() % 100;

    if (luck < 5) {
        /* lost */
    } else if (luck < 10) { /* late by a few frames */
        memcpy(held, packet, length);
        held_length = length, held_number = n;
    } else {
        CHECK(pp_jitter_insert(radio, (uint16_t)n, (uint32_t)(n * 960), packet, length, now) >= PP_OK);
        if (luck < 15) {
            CHECK(pp_jitter_insert(radio, (uint16_t)n, (uint32_t)(n * 960), packet, length, now) >= PP_OK);
        }
    }
    if (held_length && n > held_number + luck % 5) {
        CHECK(pp_jitter_insert(radio, (uint16_t)held_number, (uint32_t)(held_number * 960), held, held_length, now) >= 0);
        held_length = 0;
    }
    if (luck == 50) {
        static const uint8_t bad[2] = {0xFF, 0xFF};
        CHECK(pp_jitter_insert(radio, (uint16_t)draw(), draw(), bad, sizeof bad, now) >= PP_OK);
        CHECK(pp_jitter_pull(radio, now, pcm, 10, &samples) == PP_ERR_NO_SPACE && samples == 160);
    }
    CHECK(pp_jitter_pull(radio, now, pcm, 160, &samples) >= PP_OK && samples == 160);

    /* Seven frames in a thousand stall, then come at once. */
    memset(codes + 160 * stalled, 0x80 | (int)(n & 0x3F), 160);
    stalled++;
    if (stalled == 8 || draw() % 1000 > 7 * stalled) {
        CHECK(pp_jitter_append(line, codes, 160 * stalled - (n % 97 == 0), -1, now) >= PP_OK);
        stalled = 0;
    }
    CHECK(pp_jitter_pull(line, now, pcm, 960, &samples) >= PP_OK && samples == 960);
    CHECK(pp_jitter_frame_bytes(line, bytes, sizeof bytes, &length) == PP_OK && length == 0);
    if (n % 100 == 0) {
        pp_jitter_counts counts = PP_SIZED(pp_jitter_counts);
        pp_jitter_now state = PP_SIZED(pp_jitter_now);
        CHECK(pp_jitter_stats_lifetime(radio, &counts) == PP_OK);
        CHECK(pp_jitter_stats_now(radio, &state) == PP_OK);
        CHECK(counts.received == counts.taken + counts.late + counts.duplicate + counts.rejected + counts.discarded +
                                     state.queued);
        CHECK(counts.pulls == counts.played + counts.stretched + counts.concealed + counts.silence + counts.starved);
        CHECK(pp_jitter_stats_interval(line, &counts) == PP_OK);
    }
}

const stage plain_stage = {"G.711 and L16", plain_create, plain_frame, plain_destroy};
const stage opus_stage = {"Opus", opus_create, opus_frame, opus_destroy};
const stage resample_stage = {"resampler", resample_create, resample_frame, resample_destroy};
const stage mix_stage = {"mixer and level", mix_create, mix_frame, mix_destroy};
const stage jitter_stage = {"jitter", jitter_create, jitter_frame, jitter_destroy};
