/* Whole calls by hand. The rooms' counterpart has a fixed ring for a jitter buffer on both sides, the Opus settings of ours,
 * and encodes always: nothing in it listens. */
#include "plain.h"
#include "seal.h"

#include <opus.h>
#include <speex/speex_resampler.h>

enum { MOST = 1000 };

typedef struct {
    OpusEncoder *encoder;
    OpusDecoder *decoder;
    SpeexResamplerState *up, *down;
    sealer seal;
    ring *from_carrier, *from_discord;
    const call_setting *asked;
} call;

static call calls[MOST], line;
static uint8_t bytes[2048], payload[512], packet[4000];
static int16_t narrow[160], wide[960], stereo[1920];
static const call_setting room8 = {8000, 0, 24000, 5, 1, 10, 0}, room48 = {48000, 0, 24000, 5, 1, 10, 5};

static void clear(call *c) {
    if (!c->encoder) return;
    opus_encoder_destroy(c->encoder), opus_decoder_destroy(c->decoder);
    if (c->up) speex_resampler_destroy(c->up), speex_resampler_destroy(c->down);
    EVP_CIPHER_CTX_free(c->seal.frame_seal), EVP_CIPHER_CTX_free(c->seal.frame_open);
    EVP_CIPHER_CTX_free(c->seal.packet_seal), EVP_CIPHER_CTX_free(c->seal.packet_open);
    free(c->from_carrier), free(c->from_discord);
    memset(c, 0, sizeof *c);
}

static void make(call *c, const call_setting *asked, bool ringed) {
    clear(c), fill_tables();
    c->asked = asked;
    c->encoder = opus_encoder_create(asked->rate, asked->channels, asked->music ? OPUS_APPLICATION_AUDIO : OPUS_APPLICATION_VOIP, NULL);
    opus_encoder_ctl(c->encoder, OPUS_SET_BITRATE(asked->bitrate));
    opus_encoder_ctl(c->encoder, OPUS_SET_COMPLEXITY(asked->complexity));
    opus_encoder_ctl(c->encoder, OPUS_SET_INBAND_FEC(asked->loss > 0));
    opus_encoder_ctl(c->encoder, OPUS_SET_PACKET_LOSS_PERC(asked->loss));
    c->decoder = opus_decoder_create(asked->rate, 1, NULL);
    if (asked->rate != 8000) {
        c->up = speex_resampler_init(1, 8000, 48000, asked->quality, NULL);
        c->down = speex_resampler_init(1, 48000, 8000, asked->quality, NULL);
    }
    make_sealer(&c->seal);
    if (ringed) c->from_carrier = calloc(1, sizeof(ring)), c->from_discord = calloc(1, sizeof(ring));
}

static uint64_t to_discord(call *c, unsigned n) {
    int samples = 160;
    int16_t *sound = narrow;
    const uint8_t *codes = payload;
    int length = read_message(messages[0][n % TICKS], payload).payload;
    if (c->from_carrier) {
        ring_put(c->from_carrier, n, payload, length);
        if (!ring_take(c->from_carrier, n - 2, &codes)) memset(payload, 0xFF, 160), codes = payload;
    }
    to_samples(codes, narrow, 160);
    if (c->up) {
        spx_uint32_t in = 160, out = 960;
        speex_resampler_process_int(c->up, 0, narrow, &in, wide, &out);
        sound = wide, samples = (int)out;
    }
    if (c->asked->channels == 2) {
        for (int i = 0; i < 960; i++) stereo[2 * i] = stereo[2 * i + 1] = wide[i];
        sound = stereo;
    }
    length = opus_encode(c->encoder, sound, samples, packet, c->from_carrier ? 1140 : 3832);
    return sum_of(bytes, (size_t)sealed(&c->seal, packet, length, bytes, n & 0xFFFF, n * 960, 3, 0));
}

static uint64_t to_carrier(call *c, unsigned n) {
    const uint8_t *due = packet;
    int length = datagram_lengths[n % TICKS];
    if (length) {
        memcpy(bytes, datagrams[n % TICKS], (size_t)length);
        length = opened(&c->seal, bytes, length, packet, 0);
    }
    if (c->from_discord) {
        if (length) ring_put(c->from_discord, n, packet, length);
        length = ring_take(c->from_discord, n - 2, &due);
    }
    if (!length) {
        memset(narrow, 0, sizeof narrow);
    } else if (c->down) {
        spx_uint32_t in = (spx_uint32_t)opus_decode(c->decoder, due, length, wide, 960, 0), out = 160;
        speex_resampler_process_int(c->down, 0, wide, &in, narrow, &out);
    } else if (opus_decode(c->decoder, due, length, narrow, 160, 0) != 160) {
        exit(1);
    }
    to_codes(narrow, payload, 160);
    return sum_of(bytes, (size_t)write_message(payload, 160, (char *)bytes));
}

static uint64_t run(call *c, unsigned n) {
    uint64_t sum = to_discord(c, n);
    return sum + to_carrier(c, n);
}

static uint64_t pieces_run(unsigned n) { return run(&line, n); }

#define PIECES(name, which) static void make_##name(void) { make(&line, &settings[which], false); }
PIECES(discord_py, DISCORD_PY) PIECES(voip_48_10, VOIP_48_10) PIECES(voip_48_5, VOIP_48_5) PIECES(music_48_5, MUSIC_48_5)
PIECES(voip_8_5, VOIP_8_5) PIECES(voip_8_0, VOIP_8_0) PIECES(music_8_5, MUSIC_8_5)

static void make_calls(int count, const call_setting *asked) {
    for (int i = 0; i < MOST; i++) clear(&calls[i]);
    for (int i = 0; i < count; i++) make(&calls[i], asked, true);
}

#define CALLS(count, rate, asked)                                                \
    static void make_calls##count##_##rate(void) { make_calls(count, &asked); }  \
    static uint64_t run##count##_##rate(unsigned n) { return run(&calls[n % count], n / count); }
CALLS(1, 8000, room8) CALLS(10, 8000, room8) CALLS(100, 8000, room8) CALLS(1000, 8000, room8) CALLS(1, 48000, room48)

const bench_stage LIST(calls)[] = {
#include "../stages/calls.inc"
    {0}};
