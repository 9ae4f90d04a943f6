/* The same stages as a C programmer writes them by hand on the same libraries: tables for G.711 and base64, a scanner that
 * walks the JSON once, libopus and speexdsp called directly. It trusts its input where ours checks it, and its rooms have
 * no jitter buffer, no limiter, no pacing and no statistics: they are what a call costs at the least.
 * Compiled twice, SIDE is plain_o2 or plain_o3. */
#include "bench.h"

#include <math.h>
#include <opus.h>
#include <speex/speex_resampler.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t bytes[8192];
static int16_t pcm[1920];

/* G.711: a table to decode, one of 16384 to encode, both filled at the start. */
static int16_t decoded[256];
static uint8_t encoded[16384];

static void fill_tables(void) {
    for (int code = 0; code < 256; code++) {
        int u = ~code & 0xFF, t = (((u & 0x0F) << 3) + 0x84) << ((u & 0x70) >> 4);
        decoded[code] = (int16_t)(u & 0x80 ? 0x84 - t : t - 0x84);
    }
    for (int i = 0; i < 16384; i++) {
        int sample = (int16_t)(i << 2) >> 2, mask = sample < 0 ? 0x7F : 0xFF; /* 14 bits, as in ITU-T G.191 */
        int magnitude = sample < 0 ? ~sample : sample, segment = 1;
        magnitude += 33;
        if (magnitude > 0x1FFF) magnitude = 0x1FFF;
        for (int rest = magnitude >> 6; rest; rest >>= 1) segment++;
        int high = 8 - segment, low = 0xF - ((magnitude >> segment) & 0xF);
        int code = (high << 4 | low) & 0x7F;
        encoded[i] = (uint8_t)(mask == 0xFF ? code | 0x80 : code);
    }
}

static void nothing(void) { fill_tables(); }

static void to_samples(const uint8_t *codes, int16_t *out, int count) {
    for (int i = 0; i < count; i++) out[i] = decoded[codes[i]];
}

static void to_codes(const int16_t *in, uint8_t *codes, int count) {
    for (int i = 0; i < count; i++) codes[i] = encoded[(uint16_t)in[i] >> 2];
}

static uint64_t g711_decode(unsigned n) {
    to_samples(mulaw_frames[n % 50], pcm, 160);
    return sum_of(pcm, 320);
}

static uint64_t g711_encode(unsigned n) {
    to_codes(voice8[n % 50], bytes, 160);
    return sum_of(bytes, 160);
}

/* Opus and the resampler, called directly */
static OpusEncoder *encoder8, *encoder48;
static OpusDecoder *decoder8, *decoder48;

static void make_encoder(OpusEncoder **out, int rate, int bitrate) {
    if (*out) opus_encoder_destroy(*out);
    *out = opus_encoder_create(rate, 1, OPUS_APPLICATION_VOIP, NULL);
    opus_encoder_ctl(*out, OPUS_SET_BITRATE(bitrate));
    opus_encoder_ctl(*out, OPUS_SET_COMPLEXITY(5));
}

static void make_encoder8(void) { make_encoder(&encoder8, 8000, 16000); }
static void make_encoder48(void) { make_encoder(&encoder48, 48000, 64000); }

static void make_decoder(OpusDecoder **out, int rate) {
    if (*out) opus_decoder_destroy(*out);
    *out = opus_decoder_create(rate, 1, NULL);
}

static void make_decoder8(void) { make_decoder(&decoder8, 8000); }
static void make_decoder48(void) { make_decoder(&decoder48, 48000); }

static uint64_t opus8_encode(unsigned n) {
    int length = opus_encode(encoder8, voice8[n % 50], 160, bytes, 1276);
    return sum_of(bytes, (size_t)length);
}

static uint64_t opus48_encode(unsigned n) {
    int length = opus_encode(encoder48, voice48[n % 50], 960, bytes, 1276);
    return sum_of(bytes, (size_t)length);
}

static uint64_t opus8_decode(unsigned n) {
    int samples = opus_decode(decoder8, opus8_packets[n % 50], opus8_lengths[n % 50], pcm, 160, 0);
    return sum_of(pcm, 2 * (size_t)samples);
}

static uint64_t opus48_decode(unsigned n) {
    int samples = opus_decode(decoder48, opus48_packets[n % 50], opus48_lengths[n % 50], pcm, 960, 0);
    return sum_of(pcm, 2 * (size_t)samples);
}

static SpeexResamplerState *up, *down;

static void make_resampler(SpeexResamplerState **out, unsigned from, unsigned to) {
    if (*out) speex_resampler_destroy(*out);
    *out = speex_resampler_init(1, from, to, 5, NULL);
}

static void make_up(void) { make_resampler(&up, 8000, 48000); }
static void make_down(void) { make_resampler(&down, 48000, 8000); }

static uint64_t resample_up(unsigned n) {
    spx_uint32_t in = 160, out = 960;
    speex_resampler_process_int(up, 0, voice8[n % 50], &in, pcm, &out);
    return sum_of(pcm, 2 * out);
}

static uint64_t resample_down(unsigned n) {
    spx_uint32_t in = 960, out = 160;
    speex_resampler_process_int(down, 0, voice48[n % 50], &in, pcm, &out);
    return sum_of(pcm, 2 * out);
}

/* Mixing: the sum of all once, then without oneself, clipped */
static void make_mixer(void) {}

static void mix(int16_t (*legs)[160], int count, int listener, const int32_t *total, int16_t *out) {
    (void)count;
    for (int i = 0; i < 160; i++) {
        int32_t sample = total[i] - legs[listener][i];
        out[i] = (int16_t)(sample > 32767 ? 32767 : sample < -32768 ? -32768 : sample);
    }
}

static void total_of(int16_t (*legs)[160], int count, int32_t *total) {
    memset(total, 0, 160 * sizeof *total);
    for (int leg = 0; leg < count; leg++) {
        for (int i = 0; i < 160; i++) total[i] += legs[leg][i];
    }
}

static uint64_t mix4(unsigned n) {
    static int16_t legs[4][160];
    int32_t total[160];
    uint64_t sum = 0;
    for (unsigned leg = 0; leg < 4; leg++) memcpy(legs[leg], voice8[(n + 11 * leg) % 50], 320);
    total_of(legs, 4, total);
    for (int leg = 0; leg < 4; leg++) {
        mix(legs, 4, leg, total, pcm);
        sum += sum_of(pcm, 320);
    }
    return sum;
}

static int peak;
static uint64_t squares, clipped;
static volatile double rms;

static void make_level(void) { peak = 0, squares = clipped = 0; }

static uint64_t measure(unsigned n) {
    const int16_t *in = voice8[n % 50];
    for (int i = 0; i < 160; i++) {
        int magnitude = in[i] < 0 ? -in[i] : in[i];
        if (magnitude > peak) peak = magnitude;
        squares += (uint64_t)(in[i] * in[i]);
        clipped += magnitude >= 32767;
    }
    rms = sqrt((double)squares / 160);
    return (uint64_t)peak + clipped;
}

/* Base64 */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static int8_t value_of[256];

static int to_base64(const uint8_t *in, int count, char *out) {
    char *at = out;
    int i = 0;
    for (; i + 3 <= count; i += 3) {
        uint32_t three = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
        *at++ = alphabet[three >> 18], *at++ = alphabet[three >> 12 & 63];
        *at++ = alphabet[three >> 6 & 63], *at++ = alphabet[three & 63];
    }
    if (i < count) {
        uint32_t rest = (uint32_t)in[i] << 16 | (i + 1 < count ? (uint32_t)in[i + 1] << 8 : 0);
        *at++ = alphabet[rest >> 18], *at++ = alphabet[rest >> 12 & 63];
        *at++ = i + 1 < count ? alphabet[rest >> 6 & 63] : '=', *at++ = '=';
    }
    return (int)(at - out);
}

static int from_base64(const char *in, int count, uint8_t *out) {
    if (!value_of['B']) {
        memset(value_of, -1, sizeof value_of);
        for (int i = 0; i < 64; i++) value_of[(uint8_t)alphabet[i]] = (int8_t)i;
    }
    uint8_t *at = out;
    while (count && in[count - 1] == '=') count--;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        int a = value_of[(uint8_t)in[i]], b = value_of[(uint8_t)in[i + 1]];
        int c = value_of[(uint8_t)in[i + 2]], d = value_of[(uint8_t)in[i + 3]];
        if ((a | b | c | d) < 0) return -1;
        *at++ = (uint8_t)(a << 2 | b >> 4), *at++ = (uint8_t)(b << 4 | c >> 2), *at++ = (uint8_t)(c << 6 | d);
    }
    if (count - i >= 2) *at++ = (uint8_t)(value_of[(uint8_t)in[i]] << 2 | value_of[(uint8_t)in[i + 1]] >> 4);
    if (count - i == 3) *at++ = (uint8_t)(value_of[(uint8_t)in[i + 1]] << 4 | value_of[(uint8_t)in[i + 2]] >> 2);
    return (int)(at - out);
}

static float quiet;
static int hold;

static void make_vad(void) { quiet = 1e9f, hold = 0; }

static uint64_t vad(unsigned n) {
    uint64_t speech = 0;
    for (int half = 0; half < 2; half++) {
        float energy = 1;
        for (int i = 0; i < 80; i++) energy += (float)voice8[n % 50][80 * half + i] * voice8[n % 50][80 * half + i];
        quiet = energy < quiet ? energy : quiet * 1.007f;
        hold = energy > 8 * quiet ? 20 : hold - (hold > 0);
        speech += hold > 0;
    }
    return speech;
}

static uint64_t base64_encode(unsigned n) {
    return sum_of(bytes, (size_t)to_base64(mulaw_frames[n % 50], 160, (char *)bytes));
}

static uint64_t base64_decode(unsigned n) {
    return sum_of(bytes, (size_t)from_base64(media_messages[0][n % 50] + media_lengths[0][n % 50] - 219, 216, bytes));
}

/* A carrier's message: one walk over the members, strings by their quotes, names compared where they matter */
typedef struct { uint64_t sequence, chunk, timestamp; int payload; bool media; } parsed;

static const char *string_end(const char *at) {
    while (*at != '"') at += *at == '\\' ? 2 : 1;
    return at;
}

static bool named(const char *at, const char *end, const char *name) {
    size_t length = strlen(name);
    return (size_t)(end - at) == length && !memcmp(at, name, length);
}

static parsed read_message(const char *text, uint8_t *payload) {
    parsed made = {0, 0, 0, -1, false};
    const char *at = text;
    while (*at) {
        if (*at != '"') { at++; continue; }
        const char *name = at + 1, *name_end = string_end(name);
        at = name_end + 1;
        while (*at == ' ') at++;
        if (*at != ':') continue;
        at++;
        while (*at == ' ') at++;
        if (*at != '"') continue; /* a number or the object of the next members */
        const char *value = at + 1, *end = string_end(value);
        at = end + 1;
        if (named(name, name_end, "event")) made.media = named(value, end, "media");
        else if (named(name, name_end, "sequenceNumber")) made.sequence = strtoull(value, NULL, 10);
        else if (named(name, name_end, "chunk")) made.chunk = strtoull(value, NULL, 10);
        else if (named(name, name_end, "timestamp")) made.timestamp = strtoull(value, NULL, 10);
        else if (named(name, name_end, "payload")) made.payload = from_base64(value, (int)(end - value), payload);
    }
    return made;
}

static uint64_t message_read(unsigned n) {
    parsed message = read_message(media_messages[0][n % 50], bytes);
    return sum_of(bytes, (size_t)message.payload) + message.chunk;
}

static int write_message(const uint8_t *payload, int count, char *out) {
    static const char head[] = "{\"event\":\"media\",\"streamSid\":\"" SID "\",\"media\":{\"payload\":\"";
    memcpy(out, head, sizeof head - 1);
    char *at = out + sizeof head - 1;
    at += to_base64(payload, count, at);
    memcpy(at, "\"}}", 3);
    return (int)(at + 3 - out);
}

static uint64_t message_write(unsigned n) {
    return sum_of(bytes, (size_t)write_message(mulaw_frames[n % 50], 160, (char *)bytes));
}

/* Rooms: read, decode, mix, encode, write */
static uint64_t ticks;

static void number(char *digits, int width, uint64_t value) {
    while (width--) digits[width] = (char)('0' + value % 10), value /= 10;
}

static uint64_t run_room(int callers) {
    static int16_t legs[4][160];
    static uint8_t received[4][512];
    int32_t total[160];
    uint64_t sum = 0;
    for (int i = 0; i < callers; i++) {
        static char text[512];
        const char *from = media_messages[i & 1][(ticks + (uint64_t)i * 7) % 50];
        int size = media_lengths[i & 1][(ticks + (uint64_t)i * 7) % 50];
        memcpy(text, from, (size_t)size);
        text[size] = 0;
        number(strstr(text, "sequenceNumber") + 17, 10, ticks + 2);
        number(strstr(text, "\"chunk\"") + 9, 10, ticks + 1);
        number(strstr(text, "timestamp") + 12, 10, ticks * 20);
        read_message(text, received[i]);
        if (callers > 2) to_samples(received[i], legs[i], 160);
    }
    if (callers > 2) total_of(legs, callers, total);
    for (int i = 0; i < callers; i++) {
        uint8_t codes[160];
        const uint8_t *out = callers == 2 ? received[1 - i] : codes; /* two: the other's bytes as they are */
        if (callers > 2) {
            mix(legs, callers, i, total, pcm);
            to_codes(pcm, codes, 160);
        }
        sum += sum_of(bytes, (size_t)write_message(out, 160, (char *)bytes));
    }
    ticks++;
    return sum;
}

static void make_room2(void) { fill_tables(), ticks = 0; }
static void make_room4(void) { fill_tables(), ticks = 0; }
static uint64_t room2(unsigned n) { return (void)n, run_room(2); }
static uint64_t room4(unsigned n) { return (void)n, run_room(4); }

#include "seal.h"
#include "stages.inc"
