/* Codecs and resampling. */
#include "ours.h"

static size_t length;
static uint8_t bytes[1500];
static int16_t pcm[960];

static uint64_t g711_decode(unsigned n) {
    must(pp_g711_decode(PP_ENCODING_MULAW, mulaw_frames[n % (unsigned)sounds], 160, pcm, 160, &length));
    return sum_of(pcm, 320);
}

static uint64_t g711_encode(unsigned n) {
    must(pp_g711_encode(PP_ENCODING_MULAW, sound8[n % (unsigned)sounds], 160, bytes, 160, &length));
    return sum_of(bytes, 160);
}

static pp_opus_encoder *encoder;
static pp_opus_decoder *decoder;

static void make_encoder(uint32_t rate, uint32_t bitrate) {
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    config.sample_rate = rate, config.bitrate = bitrate;
    pp_opus_encoder_destroy(encoder);
    must(pp_opus_encoder_create(&config, &encoder));
}

static void make_decoder(uint32_t rate) {
    pp_opus_decoder_config config = PP_SIZED(pp_opus_decoder_config);
    config.sample_rate = rate;
    pp_opus_decoder_destroy(decoder);
    must(pp_opus_decoder_create(&config, &decoder));
}

static void make_encoder8(void) { make_encoder(8000, 16000); }
static void make_encoder48(void) { make_encoder(48000, 64000); }
static void make_decoder8(void) { make_decoder(8000); }
static void make_decoder48(void) { make_decoder(48000); }

static uint64_t opus8_encode(unsigned n) {
    must(pp_opus_encoder_encode(encoder, sound8[n % (unsigned)sounds], 160, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

static uint64_t opus48_encode(unsigned n) {
    must(pp_opus_encoder_encode(encoder, sound48[n % (unsigned)sounds], 960, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

static uint64_t opus8_decode(unsigned n) {
    unsigned i = n % (unsigned)sounds;
    must(pp_opus_decoder_decode(decoder, opus8_packets[i], (size_t)opus8_lengths[i], pcm, 160, &length));
    return sum_of(pcm, 320);
}

static uint64_t opus48_decode(unsigned n) {
    unsigned i = n % (unsigned)sounds;
    must(pp_opus_decoder_decode(decoder, opus48_packets[i], (size_t)opus48_lengths[i], pcm, 960, &length));
    return sum_of(pcm, 1920);
}

static pp_resampler *resampler;

static void make_resampler(uint32_t from, uint32_t to, uint32_t quality) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    config.from_rate = from, config.to_rate = to, config.quality = quality;
    pp_resampler_destroy(resampler);
    must(pp_resampler_create(&config, &resampler));
}

static void make_up(void) { make_resampler(8000, 48000, 0); }
static void make_down(void) { make_resampler(48000, 8000, 0); }
static void make_speex_up(void) { make_resampler(8000, 48000, 5); }
static void make_speex_down(void) { make_resampler(48000, 8000, 5); }

static uint64_t resample_up(unsigned n) {
    size_t used;
    must(pp_resampler_process(resampler, sound8[n % (unsigned)sounds], 160, pcm, 960, &used, &length));
    return sum_of(pcm, 2 * length);
}

static uint64_t resample_down(unsigned n) {
    size_t used;
    must(pp_resampler_process(resampler, sound48[n % (unsigned)sounds], 960, pcm, 160, &used, &length));
    return sum_of(pcm, 2 * length);
}

const bench_stage LIST(codec)[] = {
#include "../stages/codec.inc"
    {0}};
