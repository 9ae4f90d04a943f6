/* Opus to a datagram and back: a DAVE frame in an RTP packet in Discord's transport. */
#include "sealing.h"

static size_t length;
static uint8_t bytes[2048];
static pp_dave_frames *frames;
static pp_transport *gcm, *xchacha;

static void make_seal(void) {
    make_frames(&frames);
    make_transport(&gcm, PP_TRANSPORT_AES256_GCM), make_transport(&xchacha, PP_TRANSPORT_XCHACHA20_POLY1305);
}

static size_t seal_both(unsigned n, pp_transport *transport) {
    unsigned i = n % (unsigned)sounds;
    return sealed(frames, transport, 1, 2, opus48_packets[i], (size_t)opus48_lengths[i], bytes, sizeof bytes);
}

static uint64_t seal_gcm(unsigned n) { return sum_of(bytes, seal_both(n, gcm)); }
static uint64_t seal_xchacha(unsigned n) { return sum_of(bytes, seal_both(n, xchacha)); }

static uint64_t there_and_back(unsigned n, pp_transport *transport) {
    static uint8_t sound[1300];
    length = opened(frames, transport, bytes, seal_both(n, transport), n * 20000ull, sound, sizeof sound);
    return sum_of(sound, length);
}

static uint64_t open_gcm(unsigned n) { return there_and_back(n, gcm); }
static uint64_t open_xchacha(unsigned n) { return there_and_back(n, xchacha); }

const bench_stage LIST(seal)[] = {
#include "../stages/seal.inc"
    {0}};
