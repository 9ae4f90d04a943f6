/* spandsp: G.711, DTMF, concealment of lost frames. */
#include "peer.h"

#include <spandsp.h>

static int16_t pcm[160];
static uint8_t codes[160];
static dtmf_rx_state_t *digits;
static plc_state_t *concealment;

static uint64_t decode(int n) {
    for (int i = 0; i < 160; i++) pcm[i] = ulaw_to_linear(mulaw[n][i]);
    return (uint64_t)pcm[159];
}

static uint64_t encode(int n) {
    for (int i = 0; i < 160; i++) codes[i] = linear_to_ulaw(sound8[n][i]);
    return codes[159];
}

static uint64_t hear(int n) { return (uint64_t)dtmf_rx(digits, sound8[n], 160); }

/* One frame in twenty is lost. */
static uint64_t buffer(int n) {
    if (n % 20 == 7) return (uint64_t)plc_fillin(concealment, pcm, 160);
    decode(n);
    return (uint64_t)plc_rx(concealment, pcm, 160);
}

int main(int count, char **given) {
    peer_begin(count, given, PEER_VERSION);
    digits = dtmf_rx_init(NULL, NULL, NULL);
    concealment = plc_init(NULL);
    peer_measure("g711-decode", "ulaw_to_linear", decode);
    peer_measure("g711-encode", "linear_to_ulaw", encode);
    peer_measure("hear-digits", "dtmf_rx", hear);
    peer_measure("jitter-mulaw", "decoding and plc alone, 5 % lost; no buffer", buffer);
    return peer_end();
}
