/* The part alone that ours adds to a leg, on the same library. */
#include "plain.h"

#include <math.h>
#include <opus.h>
#include <speex/speex_echo.h>
#include <speex/speex_preprocess.h>

static SpeexEchoState *canceller;
static SpeexPreprocessState *cleaner;
static OpusEncoder *encoder;
static int16_t pcm[320];
static uint8_t bytes[1300];

static void make_echo(void) {
    int rate = 8000;
    if (canceller) speex_echo_state_destroy(canceller);
    canceller = speex_echo_state_init(160, 1120);
    speex_echo_ctl(canceller, SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
}

static void make_cleaner(int noise, int gain) {
    float level = 32768 * 0.1f * 1.4142f;
    int suppress = -15;
    if (cleaner) speex_preprocess_state_destroy(cleaner);
    cleaner = speex_preprocess_state_init(160, 8000);
    speex_preprocess_ctl(cleaner, SPEEX_PREPROCESS_SET_DENOISE, &noise);
    if (noise) speex_preprocess_ctl(cleaner, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &suppress);
    speex_preprocess_ctl(cleaner, SPEEX_PREPROCESS_SET_AGC, &gain);
    if (gain) speex_preprocess_ctl(cleaner, SPEEX_PREPROCESS_SET_AGC_TARGET, &(int){(int)level});
}

static void make_noise(void) { make_cleaner(1, 0); }
static void make_gain(void) { make_cleaner(0, 1); }
static void make_wav(void) {}
static void make_leg(void) {}

static void make_ogg(void) {
    if (encoder) opus_encoder_destroy(encoder);
    encoder = opus_encoder_create(8000, 2, OPUS_APPLICATION_VOIP, NULL);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(40000));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(5));
}

static uint64_t echo(unsigned n) {
    speex_echo_cancellation(canceller, sound8[n % (unsigned)sounds], sound8[(n + 9) % (unsigned)sounds], pcm);
    return sum_of(pcm, 320);
}

static uint64_t clean(unsigned n) {
    memcpy(pcm, sound8[n % (unsigned)sounds], 320);
    speex_preprocess_run(cleaner, pcm);
    return sum_of(pcm, 320);
}

static uint64_t wav(unsigned n) {
    const int16_t *left = sound8[n % (unsigned)sounds], *right = sound8[(n + 9) % (unsigned)sounds];
    for (int i = 0; i < 160; i++) pcm[2 * i] = left[i], pcm[2 * i + 1] = right[i];
    return sum_of(pcm, 640);
}

static uint64_t ogg(unsigned n) {
    wav(n);
    return sum_of(bytes, (size_t)opus_encode(encoder, pcm, 160, bytes, 1276));
}

/* ITU-T G.107 with its defaults but for delay, loss and burstiness. */
static uint64_t quality(unsigned n) {
    double delay = 100 + n % 100, loss = n % 7, burst = 1 + n % 3, impaired = 0;
    double x = delay > 100 ? log10(delay / 100) / log10(2.0) : 0;
    if (delay > 100) impaired = 25 * (pow(1 + pow(x, 6), 1.0 / 6) - 3 * pow(1 + pow(x / 3, 6), 1.0 / 6) + 2);
    double rating = 93.2 - impaired - 95 * loss / (loss / burst + 4.3);
    return (uint64_t)(rating < 0 ? 0 : rating);
}

const bench_stage LIST(legs)[] = {
    ALONE("leg", "", 1, NULL, NULL),
    ALONE_ADDED("leg-ledger", "", "leg", NULL, NULL),
    ADDED("leg-echo", "", "leg", make_echo, echo),
    ADDED("leg-noise", "", "leg", make_noise, clean),
    ADDED("leg-gain", "", "leg", make_gain, clean),
    ALONE_ADDED("leg-hear", "", "leg", NULL, NULL),
    ADDED("leg-wav", "", "leg", make_wav, wav),
    ADDED("leg-ogg", "", "leg", make_ogg, ogg),
    ADDED("leg-quality", "", "leg", make_leg, quality),
    {0}};
