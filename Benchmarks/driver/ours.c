/* Each stage through phonepatch.h, on the stripped library. */
#include "bench.h"

#include <phonepatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(pp_status status) {
    if (status >= PP_OK) return;
    fprintf(stderr, "bench: %s\n", pp_status_text(status));
    exit(1);
}

static size_t length;
static uint8_t bytes[8192];
static int16_t pcm[1920];

static void nothing(void) {}

static uint64_t g711_decode(unsigned n) {
    must(pp_g711_decode(PP_ENCODING_MULAW, mulaw_frames[n % 50], 160, pcm, 160, &length));
    return sum_of(pcm, 320);
}

static uint64_t g711_encode(unsigned n) {
    must(pp_g711_encode(PP_ENCODING_MULAW, voice8[n % 50], 160, bytes, 160, &length));
    return sum_of(bytes, 160);
}

static pp_opus_encoder *encoder8, *encoder48;
static pp_opus_decoder *decoder8, *decoder48;

static void make_encoder(pp_opus_encoder **out, uint32_t rate, uint32_t bitrate, int32_t complexity) {
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    config.sample_rate = rate, config.bitrate = bitrate, config.complexity = complexity;
    pp_opus_encoder_destroy(*out);
    must(pp_opus_encoder_create(&config, out));
}

static void make_decoder(pp_opus_decoder **out, uint32_t rate) {
    pp_opus_decoder_config config = PP_SIZED(pp_opus_decoder_config);
    config.sample_rate = rate;
    pp_opus_decoder_destroy(*out);
    must(pp_opus_decoder_create(&config, out));
}

static void make_encoder8(void) { make_encoder(&encoder8, 8000, 16000, 5); }
static void make_encoder48(void) { make_encoder(&encoder48, 48000, 64000, 5); }
static void make_decoder8(void) { make_decoder(&decoder8, 8000); }
static void make_decoder48(void) { make_decoder(&decoder48, 48000); }

static uint64_t opus8_encode(unsigned n) {
    must(pp_opus_encoder_encode(encoder8, voice8[n % 50], 160, bytes, 1276, &length));
    return sum_of(bytes, length);
}

static uint64_t opus48_encode(unsigned n) {
    must(pp_opus_encoder_encode(encoder48, voice48[n % 50], 960, bytes, 1276, &length));
    return sum_of(bytes, length);
}

static uint64_t opus8_decode(unsigned n) {
    must(pp_opus_decoder_decode(decoder8, opus8_packets[n % 50], (size_t)opus8_lengths[n % 50], pcm, 160, &length));
    return sum_of(pcm, 320);
}

static uint64_t opus48_decode(unsigned n) {
    must(pp_opus_decoder_decode(decoder48, opus48_packets[n % 50], (size_t)opus48_lengths[n % 50], pcm, 960, &length));
    return sum_of(pcm, 1920);
}

static pp_resampler *up, *down;

static void make_resampler(pp_resampler **out, uint32_t from, uint32_t to) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    config.from_rate = from, config.to_rate = to;
    pp_resampler_destroy(*out);
    must(pp_resampler_create(&config, out));
}

static void make_up(void) { make_resampler(&up, 8000, 48000); }
static void make_down(void) { make_resampler(&down, 48000, 8000); }

static uint64_t resample_up(unsigned n) {
    size_t used;
    must(pp_resampler_process(up, voice8[n % 50], 160, pcm, 960, &used, &length));
    return sum_of(pcm, 2 * length);
}

static uint64_t resample_down(unsigned n) {
    size_t used;
    must(pp_resampler_process(down, voice48[n % 50], 960, pcm, 160, &used, &length));
    return sum_of(pcm, 2 * length);
}

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
    for (uint32_t leg = 0; leg < 4; leg++) must(pp_mixer_put(mixer, leg, voice8[(n + 11 * leg) % 50], 160));
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
    must(pp_level_measure(level, voice8[n % 50], 160));
    must(pp_level_read(level, &values));
    return values.peak + values.clipped;
}

static pp_vad *ear;

static void make_vad(void) {
    pp_vad_config config = PP_SIZED(pp_vad_config);
    pp_vad_destroy(ear);
    must(pp_vad_create(&config, &ear));
}

static uint64_t vad(unsigned n) {
    pp_vad_state state = PP_SIZED(pp_vad_state);
    uint64_t speech = 0;
    for (int half = 0; half < 2; half++) {
        must(pp_vad_process(ear, voice8[n % 50] + 80 * half, 80, NULL, 0, &state));
        speech += state.speech;
    }
    return speech;
}

static uint64_t base64_encode(unsigned n) {
    must(pp_base64_encode(mulaw_frames[n % 50], 160, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

static uint64_t base64_decode(unsigned n) {
    /* The payload inside a message of 160 bytes of sound always starts and ends at the same distance from its end. */
    const char *text = media_messages[0][n % 50] + media_lengths[0][n % 50] - 219;
    must(pp_base64_decode((const uint8_t *)text, 216, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

static uint64_t message_read(unsigned n) {
    pp_carrier_message message = PP_SIZED(pp_carrier_message);
    must(pp_carrier_read((const uint8_t *)media_messages[0][n % 50], (size_t)media_lengths[0][n % 50], 0, bytes, sizeof bytes,
                         &message));
    return sum_of(bytes + message.payload.offset, message.payload.length) + message.chunk;
}

static uint64_t message_write(unsigned n) {
    must(pp_carrier_write_media((const uint8_t *)SID, sizeof SID - 1, mulaw_frames[n % 50], 160, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

/* Rooms: messages in, messages out, jitter buffer, levels, pacing and statistics included. */
static pp_room *room;
static pp_leg_id ids[4];
static uint64_t clock_us, ticks;

static void make_room(int callers) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_room_destroy(room);
    must(pp_room_create(&config, &room));
    clock_us = 0, ticks = 0;
    for (int i = 0; i < callers; i++) {
        pp_leg_config caller = PP_SIZED(pp_leg_config);
        pp_carrier_start start = PP_SIZED(pp_carrier_start);
        pp_leg *leg = NULL;
        start.stream_sid = start.call_sid = start.account_sid = (const uint8_t *)SID;
        start.stream_sid_len = start.call_sid_len = start.account_sid_len = sizeof SID - 1;
        must(pp_carrier_write_start(&start, bytes, sizeof bytes, &length));
        caller.kind = PP_LEG_CARRIER;
        must(pp_leg_create(&caller, bytes, length, 8000, &leg));
        must(pp_room_add(room, leg, &ids[i]));
    }
}

/* Numbers must go on, so a message is made from a template by its digits: "0000000000" and the like stand in it. */
static void number(char *digits, int width, uint64_t value) {
    while (width--) digits[width] = (char)('0' + value % 10), value /= 10;
}

static uint64_t run_room(unsigned n, int callers) {
    uint64_t sum = 0;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    (void)n;
    for (int i = 0; i < callers; i++) {
        static char text[512];
        const char *from = media_messages[i & 1][(ticks + (uint64_t)i * 7) % 50];
        int size = media_lengths[i & 1][(ticks + (uint64_t)i * 7) % 50];
        memcpy(text, from, (size_t)size);
        number(strstr(text, "sequenceNumber") + 17, 10, ticks + 2);
        number(strstr(text, "\"chunk\"") + 9, 10, ticks + 1);
        number(strstr(text, "timestamp") + 12, 10, ticks * 20);
        must(pp_room_message(room, ids[i], (const uint8_t *)text, (size_t)size, clock_us));
    }
    must(pp_room_tick(room, clock_us, NULL));
    while ((got = pp_room_poll(room, bytes, sizeof bytes, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_MESSAGE) sum += sum_of(bytes, out.len);
    }
    must(got);
    clock_us += 20000, ticks++;
    return sum;
}

static void make_room2(void) { make_room(2); }
static void make_room4(void) { make_room(4); }
static uint64_t room2(unsigned n) { return run_room(n, 2); }
static uint64_t room4(unsigned n) { return run_room(n, 4); }

#define SIDE ours
#include "seal.h"
#include "stages.inc"
