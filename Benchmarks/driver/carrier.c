/* Base64 and a carrier's messages. */
#include "ours.h"

static size_t length;
static uint8_t bytes[1024];

static uint64_t base64_encode(unsigned n) {
    must(pp_base64_encode(mulaw_frames[n % (unsigned)sounds], 160, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

static uint64_t base64_decode(unsigned n) {
    /* The payload inside a message of 160 bytes of sound always starts and ends at the same distance from its end. */
    const char *text = messages[0][n % TICKS] + message_lengths[0][n % TICKS] - 219;
    must(pp_base64_decode((const uint8_t *)text, 216, bytes, sizeof bytes, &length));
    return sum_of(bytes, length);
}

static uint64_t message_read(unsigned n) {
    pp_carrier_message message = PP_SIZED(pp_carrier_message);
    must(pp_carrier_read((const uint8_t *)messages[0][n % TICKS], (size_t)message_lengths[0][n % TICKS], 0, bytes, sizeof bytes,
                         &message));
    return sum_of(bytes + message.payload.offset, message.payload.length) + message.chunk;
}

static uint64_t message_write(unsigned n) {
    must(pp_carrier_write_media((const uint8_t *)SID, sizeof SID - 1, mulaw_frames[n % (unsigned)sounds], 160, bytes, sizeof bytes,
                                &length));
    return sum_of(bytes, length);
}

const bench_stage LIST(carrier)[] = {
#include "../stages/carrier.inc"
    {0}};
