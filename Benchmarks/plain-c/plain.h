/* What the files of the plain side share. The same stages as a C programmer writes them by hand on the same libraries:
 * tables for G.711 and base64, a scanner that walks the JSON once, libopus, speexdsp, libcrypto and libsodium called
 * directly. It trusts its input where ours checks it, and its rooms have no limiter, no pacing and no statistics: they are
 * what a call costs at the least. */
#ifndef PLAIN_H
#define PLAIN_H

#define PLAIN 1
#include "bench.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* G.711: a table to decode, one of 16384 to encode, both filled at the start of each stage. */
static int16_t decoded[256];
static uint8_t encoded[16384];

static inline void fill_tables(void) {
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

static inline void to_samples(const uint8_t *codes, int16_t *out, int count) {
    for (int i = 0; i < count; i++) out[i] = decoded[codes[i]];
}

static inline void to_codes(const int16_t *in, uint8_t *codes, int count) {
    for (int i = 0; i < count; i++) codes[i] = encoded[(uint16_t)in[i] >> 2];
}

/* Base64 */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static int8_t value_of[256];

static inline int to_base64(const uint8_t *in, int count, char *out) {
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

static inline int from_base64(const char *in, int count, uint8_t *out) {
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

/* A carrier's message: one walk over the members, strings by their quotes, names compared where they matter */
typedef struct { uint64_t sequence, chunk, timestamp; int payload; bool media; } parsed;

static inline const char *string_end(const char *at) {
    while (*at != '"') at += *at == '\\' ? 2 : 1;
    return at;
}

static inline bool named(const char *at, const char *end, const char *name) {
    size_t length = strlen(name);
    return (size_t)(end - at) == length && !memcmp(at, name, length);
}

static inline parsed read_message(const char *text, uint8_t *payload) {
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

static inline int write_message(const uint8_t *payload, int count, char *out) {
    static const char head[] = "{\"event\":\"media\",\"streamSid\":\"" SID "\",\"media\":{\"payload\":\"";
    memcpy(out, head, sizeof head - 1);
    char *at = out + sizeof head - 1;
    at += to_base64(payload, count, at);
    memcpy(at, "\"}}", 3);
    return (int)(at + 3 - out);
}

/* The sum of all once, then without oneself, clipped */
static inline void mix(int16_t (*legs)[160], int listener, const int32_t *total, int16_t *out) {
    for (int i = 0; i < 160; i++) {
        int32_t sample = total[i] - legs[listener][i];
        out[i] = (int16_t)(sample > 32767 ? 32767 : sample < -32768 ? -32768 : sample);
    }
}

static inline void total_of(int16_t (*legs)[160], int count, int32_t *total) {
    memset(total, 0, 160 * sizeof *total);
    for (int leg = 0; leg < count; leg++) {
        for (int i = 0; i < 160; i++) total[i] += legs[leg][i];
    }
}

/* A fixed ring in front of a decoder: 64 packets by their sequence number, two waiting. */
typedef struct { uint8_t packet[64][1276]; int length[64]; } ring;

static inline void ring_put(ring *to, unsigned sequence, const uint8_t *packet, int length) {
    memcpy(to->packet[sequence & 63], packet, (size_t)length);
    to->length[sequence & 63] = length;
}

/* The length of what is due, 0 when it is not there. */
static inline int ring_take(ring *from, unsigned sequence, const uint8_t **packet) {
    int length = from->length[sequence & 63];
    *packet = from->packet[sequence & 63];
    from->length[sequence & 63] = 0;
    return length;
}

#endif
