/* Opus to a datagram and back. */
#include "plain.h"
#include "seal.h"

static unsigned char bytes[2048];
static sealer both;

static void make_seal(void) { make_sealer(&both); }

static int seal_both(unsigned n, int xchacha) {
    unsigned i = n % (unsigned)sounds;
    return sealed(&both, opus48_packets[i], opus48_lengths[i], bytes, 1, 2, 3, xchacha);
}

static uint64_t seal_gcm(unsigned n) { return sum_of(bytes, (size_t)seal_both(n, 0)); }
static uint64_t seal_xchacha(unsigned n) { return sum_of(bytes, (size_t)seal_both(n, 1)); }

static uint64_t there_and_back(unsigned n, int xchacha) {
    static unsigned char sound[1300];
    int media = opened(&both, bytes, seal_both(n, xchacha), sound, xchacha);
    return sum_of(sound, (size_t)media);
}

static uint64_t open_gcm(unsigned n) { return there_and_back(n, 0); }
static uint64_t open_xchacha(unsigned n) { return there_and_back(n, 1); }

const bench_stage LIST(seal)[] = {
#include "../stages/seal.inc"
    {0}};
