/* A fixed ring of packets in front of a decoder: 40 ms, always. */
#include "plain.h"

#include <opus.h>

static ring waiting;
static OpusDecoder *decoder;
static int16_t pcm[960];

static void make_mulaw(void) {
    fill_tables();
    memset(&waiting, 0, sizeof waiting);
}

static void make_decoder(int rate) {
    make_mulaw();
    if (decoder) opus_decoder_destroy(decoder);
    decoder = opus_decoder_create(rate, 1, NULL);
}

static void make_opus8(void) { make_decoder(8000); }
static void make_opus48(void) { make_decoder(48000); }

static uint64_t mulaw(unsigned n) {
    const uint8_t *packet;
    ring_put(&waiting, n, mulaw_frames[n % (unsigned)sounds], 160);
    if (ring_take(&waiting, n - 2, &packet)) to_samples(packet, pcm, 160);
    else memset(pcm, 0, 320);
    return sum_of(pcm, 320);
}

static uint64_t opus(unsigned n, const uint8_t *arrived, int bytes, int frame) {
    const uint8_t *packet;
    ring_put(&waiting, n, arrived, bytes);
    int length = ring_take(&waiting, n - 2, &packet);
    int samples = opus_decode(decoder, length ? packet : NULL, length, pcm, frame, 0);
    return sum_of(pcm, 2 * (size_t)samples);
}

static uint64_t opus8(unsigned n) { return opus(n, opus8_packets[n % (unsigned)sounds], opus8_lengths[n % (unsigned)sounds], 160); }

static uint64_t opus48(unsigned n) {
    return opus(n, opus48_packets[n % (unsigned)sounds], opus48_lengths[n % (unsigned)sounds], 960);
}

const bench_stage LIST(jitter)[] = {
#include "../stages/jitter.inc"
    {0}};
