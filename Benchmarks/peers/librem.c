/* libre and librem, the libraries of baresip: G.711, resampling, DTMF, base64, JSON. */
#include "peer.h"

#include <re.h>
#include <rem.h>

static int16_t pcm[1920];
static uint8_t bytes[512];
static char text[512];
static struct auresamp up, down;
static struct dtmf_dec *digits;

static uint64_t decode(int n) {
    for (int i = 0; i < 160; i++) pcm[i] = g711_ulaw2pcm(mulaw[n][i]);
    return (uint64_t)pcm[159];
}

static uint64_t encode(int n) {
    for (int i = 0; i < 160; i++) bytes[i] = g711_pcm2ulaw(sound8[n][i]);
    return bytes[159];
}

static uint64_t to_text(int n) {
    size_t length = sizeof text;
    base64_encode(mulaw[n], 160, text, &length);
    return length;
}

static uint64_t from_text(int n) {
    size_t length = sizeof bytes;
    base64_decode(messages[n] + message_lengths[n] - 219, 216, bytes, &length);
    return length;
}

static uint64_t read_message(int n) {
    struct odict *object = NULL;
    size_t length = sizeof bytes;
    if (json_decode_odict(&object, 16, messages[n], message_lengths[n], 8)) exit(1);
    const struct odict_entry *media = odict_lookup(object, "media");
    const struct odict_entry *payload = odict_lookup(media->u.odict, "payload");
    base64_decode(payload->u.str, strlen(payload->u.str), bytes, &length);
    mem_deref(object);
    return length;
}

static uint64_t resample_up(int n) {
    size_t out = 1920;
    auresamp(&up, pcm, &out, sound8[n], 160);
    return out;
}

static uint64_t resample_down(int n) {
    size_t out = 1920;
    auresamp(&down, pcm, &out, sound48[n], 960);
    return out;
}

static void heard(char digit, void *data) { (void)digit, (void)data; }

static uint64_t hear(int n) {
    dtmf_dec_probe(digits, sound8[n], 160);
    return 0;
}

int main(int count, char **given) {
    peer_begin(count, given, PEER_VERSION);
    auresamp_init(&up), auresamp_init(&down);
    if (auresamp_setup(&up, 8000, 1, 48000, 1) || auresamp_setup(&down, 48000, 1, 8000, 1)) return 1;
    if (dtmf_dec_alloc(&digits, 8000, 1, heard, NULL)) return 1;
    peer_measure("g711-decode", "g711_ulaw2pcm", decode);
    peer_measure("g711-encode", "g711_pcm2ulaw", encode);
    peer_measure("base64-encode", "base64_encode", to_text);
    peer_measure("base64-decode", "base64_decode", from_text);
    peer_measure("message-read", "json_decode_odict and base64", read_message);
    peer_measure("resample-up", "auresamp, a short FIR", resample_up);
    peer_measure("resample-down", "auresamp, a short FIR", resample_down);
    peer_measure("hear-digits", "dtmf_dec", hear);
    return peer_end();
}
