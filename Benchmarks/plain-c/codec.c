/* Codecs and resampling, the libraries called directly. */
#include "plain.h"

#include <opus.h>
#include <speex/speex_resampler.h>

static uint8_t bytes[1500];
static int16_t pcm[960];

static void nothing(void) { fill_tables(); }

static uint64_t g711_decode(unsigned n) {
    to_samples(mulaw_frames[n % (unsigned)sounds], pcm, 160);
    return sum_of(pcm, 320);
}

static uint64_t g711_encode(unsigned n) {
    to_codes(sound8[n % (unsigned)sounds], bytes, 160);
    return sum_of(bytes, 160);
}

static OpusEncoder *encoder;
static OpusDecoder *decoder;

static void make_encoder(int rate, int bitrate) {
    if (encoder) opus_encoder_destroy(encoder);
    encoder = opus_encoder_create(rate, 1, OPUS_APPLICATION_VOIP, NULL);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(5));
}

static void make_decoder(int rate) {
    if (decoder) opus_decoder_destroy(decoder);
    decoder = opus_decoder_create(rate, 1, NULL);
}

static void make_encoder8(void) { make_encoder(8000, 16000); }
static void make_encoder48(void) { make_encoder(48000, 64000); }
static void make_decoder8(void) { make_decoder(8000); }
static void make_decoder48(void) { make_decoder(48000); }

static uint64_t opus8_encode(unsigned n) {
    int length = opus_encode(encoder, sound8[n % (unsigned)sounds], 160, bytes, 1276);
    return sum_of(bytes, (size_t)length);
}

static uint64_t opus48_encode(unsigned n) {
    int length = opus_encode(encoder, sound48[n % (unsigned)sounds], 960, bytes, 1276);
    return sum_of(bytes, (size_t)length);
}

static uint64_t opus8_decode(unsigned n) {
    unsigned i = n % (unsigned)sounds;
    int samples = opus_decode(decoder, opus8_packets[i], opus8_lengths[i], pcm, 160, 0);
    return sum_of(pcm, 2 * (size_t)samples);
}

static uint64_t opus48_decode(unsigned n) {
    unsigned i = n % (unsigned)sounds;
    int samples = opus_decode(decoder, opus48_packets[i], opus48_lengths[i], pcm, 960, 0);
    return sum_of(pcm, 2 * (size_t)samples);
}

static SpeexResamplerState *resampler;

static void make_resampler(unsigned from, unsigned to) {
    if (resampler) speex_resampler_destroy(resampler);
    resampler = speex_resampler_init(1, from, to, 5, NULL);
}

static void make_up(void) { make_resampler(8000, 48000); }
static void make_down(void) { make_resampler(48000, 8000); }
#define make_speex_up make_up
#define make_speex_down make_down

static uint64_t resample_up(unsigned n) {
    spx_uint32_t in = 160, out = 960;
    speex_resampler_process_int(resampler, 0, sound8[n % (unsigned)sounds], &in, pcm, &out);
    return sum_of(pcm, 2 * out);
}

static uint64_t resample_down(unsigned n) {
    spx_uint32_t in = 960, out = 160;
    speex_resampler_process_int(resampler, 0, sound48[n % (unsigned)sounds], &in, pcm, &out);
    return sum_of(pcm, 2 * out);
}

const bench_stage LIST(codec)[] = {
#include "../stages/codec.inc"
    {0}};
