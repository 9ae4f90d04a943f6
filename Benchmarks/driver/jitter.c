/* The jitter buffer on a good network: a packet in, 20 ms of sound out. */
#include "ours.h"

static pp_jitter *buffer;
static int16_t pcm[960];

static void make_buffer(uint32_t codec, uint32_t rate) {
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    config.codec = codec, config.transport = PP_JITTER_DATAGRAM, config.sample_rate = rate;
    pp_jitter_destroy(buffer);
    must(pp_jitter_create(&config, &buffer));
}

static void make_mulaw(void) { make_buffer(PP_ENCODING_MULAW, 8000); }
static void make_opus8(void) { make_buffer(PP_JITTER_OPUS, 8000); }
static void make_opus48(void) { make_buffer(PP_JITTER_OPUS, 48000); }

static uint64_t through(unsigned n, const uint8_t *packet, int bytes, uint32_t stamp) {
    size_t samples = 0;
    uint64_t now = n * 20000ull;
    must(pp_jitter_insert(buffer, (uint16_t)n, stamp, packet, (size_t)bytes, now));
    must(pp_jitter_pull(buffer, now, pcm, 960, &samples));
    return sum_of(pcm, 2 * samples);
}

static uint64_t mulaw(unsigned n) { return through(n, mulaw_frames[n % (unsigned)sounds], 160, n * 160); }

static uint64_t opus8(unsigned n) {
    return through(n, opus8_packets[n % (unsigned)sounds], opus8_lengths[n % (unsigned)sounds], n * 960);
}

static uint64_t opus48(unsigned n) {
    return through(n, opus48_packets[n % (unsigned)sounds], opus48_lengths[n % (unsigned)sounds], n * 960);
}

/* The same packets in pairs, every other one 20 ms late and one in twenty lost. */
static uint64_t rough(unsigned n) {
    size_t samples = 0;
    uint64_t now = n * 20000ull;
    for (unsigned k = n & 1 ? n - 1 : n + 1; n & 1 && k <= n; k++) {
        if (k % 20 == 7) continue;
        must(pp_jitter_insert(buffer, (uint16_t)k, k * 960, opus8_packets[k % (unsigned)sounds],
                              (size_t)opus8_lengths[k % (unsigned)sounds], now));
    }
    must(pp_jitter_pull(buffer, now, pcm, 960, &samples));
    return sum_of(pcm, 2 * samples);
}

const bench_stage LIST(jitter)[] = {
#include "../stages/jitter.inc"
    {0}};
