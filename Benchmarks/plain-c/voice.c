/* A user's datagram to sound, sound to a datagram, by hand: no session, no gateway, one user, no replay window. */
#include "plain.h"
#include "seal.h"

#include <opus.h>

static sealer channel;
static OpusEncoder *encoder;
static OpusDecoder *decoder;
static uint8_t bytes[2048], packet[1400];
static int16_t pcm[960];

static void make_alone(void) { make_sealer(&channel); }

static void make_voice_stage(void) {
    make_alone();
    if (encoder) opus_encoder_destroy(encoder), opus_decoder_destroy(decoder);
    encoder = opus_encoder_create(8000, 1, OPUS_APPLICATION_VOIP, NULL);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(24000));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(5));
    decoder = opus_decoder_create(8000, 1, NULL);
}

static int received(unsigned n) {
    memcpy(bytes, datagrams[n % TICKS], (size_t)datagram_lengths[n % TICKS]);
    return opened(&channel, bytes, datagram_lengths[n % TICKS], packet, 0);
}

static uint64_t hear(unsigned n) {
    int length = received(n), samples = opus_decode(decoder, packet, length, pcm, 160, 0);
    return sum_of(pcm, 2 * (size_t)samples);
}

static uint64_t say(unsigned n) {
    int length = opus_encode(encoder, sound8[n % (unsigned)sounds], 160, packet, 1276);
    return sum_of(bytes, (size_t)sealed(&channel, packet, length, bytes, n, n * 960, 9, 0));
}

static uint64_t pass(unsigned n) {
    unsigned i = n % (unsigned)sounds;
    uint64_t sum = sum_of(packet, (size_t)received(n));
    return sum + sum_of(bytes, (size_t)sealed(&channel, opus8_packets[i], opus8_lengths[i], bytes, n, n * 960, 9, 0));
}

const bench_stage LIST(voice)[] = {
#include "../stages/voice.inc"
    {0}};
