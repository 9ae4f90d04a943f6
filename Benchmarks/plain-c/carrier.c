/* Base64 and a carrier's messages, by hand. */
#include "plain.h"

static uint8_t bytes[1024];

static void nothing(void) { fill_tables(); }

static uint64_t base64_encode(unsigned n) {
    return sum_of(bytes, (size_t)to_base64(mulaw_frames[n % (unsigned)sounds], 160, (char *)bytes));
}

static uint64_t base64_decode(unsigned n) {
    return sum_of(bytes, (size_t)from_base64(messages[0][n % TICKS] + message_lengths[0][n % TICKS] - 219, 216, bytes));
}

static uint64_t message_read(unsigned n) {
    parsed message = read_message(messages[0][n % TICKS], bytes);
    return sum_of(bytes, (size_t)message.payload) + message.chunk;
}

static uint64_t message_write(unsigned n) {
    return sum_of(bytes, (size_t)write_message(mulaw_frames[n % (unsigned)sounds], 160, (char *)bytes));
}

const bench_stage LIST(carrier)[] = {
#include "../stages/carrier.inc"
    {0}};
