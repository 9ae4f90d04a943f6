/* The stage of the scenario that reads and writes carrier messages: both ends of one stream, with nonsense in between. */
#include "stages.h"

#include <string.h>

static const uint8_t sid[] = "MZ0123456789abcdef0123456789abcdef";
static const uint8_t call[] = "CA0123456789abcdef0123456789abcdef";
#define SID sid, sizeof sid - 1

static pp_status carrier_create(void) { return PP_OK; }
static void carrier_destroy(void) {}

static void hear(const uint8_t *message, size_t length, uint32_t kind, pp_carrier_message *out) {
    static uint8_t scratch[2048];
    *out = PP_SIZED(pp_carrier_message);
    CHECK(pp_carrier_read(message, length, 0, scratch, sizeof scratch, out) == PP_OK);
    CHECK(out->kind == kind);
    if (kind != PP_CARRIER_CONNECTED) {
        CHECK(out->stream_sid.length == sizeof sid - 1);
        CHECK(!memcmp(scratch + out->stream_sid.offset, sid, sizeof sid - 1));
    }
    CHECK(pp_carrier_read(message, length, 0, scratch, length / 2, out) == PP_ERR_NO_SPACE);
    CHECK(pp_carrier_read(message, length - 1, 0, scratch, sizeof scratch, out) == PP_ERR_MALFORMED);
}

static void start_and_stop(uint8_t *text, size_t room) {
    static const pp_carrier_pair pairs[] = {{(const uint8_t *)"room", 4, (const uint8_t *)"lobby \"1\"", 9},
                                            {(const uint8_t *)"empty", 5, NULL, 0}};
    uint8_t scratch[2048];
    size_t length = 0, cursor, found = 0;
    pp_carrier_message message;
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    start.stream_sid = sid, start.stream_sid_len = sizeof sid - 1;
    start.call_sid = start.account_sid = call, start.call_sid_len = start.account_sid_len = sizeof call - 1;
    start.parameters = pairs, start.parameters_len = 2;
    CHECK(pp_carrier_write_connected(text, room, &length) == PP_OK);
    hear(text, length, PP_CARRIER_CONNECTED, &message);
    CHECK(pp_carrier_write_start(&start, text, room, &length) == PP_OK);
    hear(text, length, PP_CARRIER_START, &message);
    CHECK(message.encoding == PP_ENCODING_MULAW && message.sample_rate == 8000 && message.parameters.length > 0);
    for (cursor = message.parameters.offset; found < 5; found++) {
        pp_carrier_parameter parameter;
        pp_status status = pp_carrier_next_parameter(text, length, cursor, scratch, sizeof scratch, &parameter);
        if (status == PP_CARRIER_END) break;
        CHECK(status == PP_OK);
        cursor = parameter.next;
    }
    CHECK(found == 2);
    CHECK(pp_carrier_write_stop(9, SID, call, sizeof call - 1, call, sizeof call - 1, text, room, &length) == PP_OK);
    hear(text, length, PP_CARRIER_STOP, &message);
}

static void carrier_frame(uint64_t n) {
    uint8_t text[2048], codes[160], back[160];
    size_t length = 0, made = 0;
    pp_carrier_message message;
    memset(codes, (int)(n & 0xFF), sizeof codes);
    CHECK(pp_carrier_write_track_media(n + 2, SID, PP_CARRIER_INBOUND, n + 1, n * 20, codes, 160, text, sizeof text,
                                       &length) == PP_OK);
    hear(text, length, PP_CARRIER_MEDIA, &message);
    CHECK(message.payload.length == 160 && message.chunk == n + 1 && message.timestamp_ms == n * 20);
    CHECK(pp_carrier_write_media(SID, codes, 160, text, 100, &length) == PP_ERR_NO_SPACE && length > 200);
    CHECK(pp_carrier_write_media(SID, codes, 160, text, sizeof text, &length) == PP_OK);
    hear(text, length, PP_CARRIER_MEDIA, &message);
    CHECK(pp_base64_encode(codes, 160, text, sizeof text, &length) == PP_OK && length == pp_base64_encoded_len(160));
    CHECK(pp_base64_decode(text, length, back, sizeof back, &made) == PP_OK && made == 160 && !memcmp(codes, back, 160));
    if (n % 7 == 0) {
        CHECK(pp_carrier_write_mark(SID, codes, n & 0x80 ? 0 : 1, text, sizeof text, &length) >= PP_ERR_MALFORMED);
        CHECK(pp_carrier_write_mark(SID, (const uint8_t *)"m\n\"", 3, text, sizeof text, &length) == PP_OK);
        hear(text, length, PP_CARRIER_MARK, &message);
        CHECK(pp_carrier_write_mark_echo(n, SID, (const uint8_t *)"m", 1, text, sizeof text, &length) == PP_OK);
        hear(text, length, PP_CARRIER_MARK, &message);
        CHECK(pp_carrier_write_clear(SID, text, sizeof text, &length) == PP_OK);
        hear(text, length, PP_CARRIER_CLEAR, &message);
        CHECK(pp_carrier_write_dtmf(n, SID, '#', text, sizeof text, &length) == PP_OK);
        hear(text, length, PP_CARRIER_DTMF, &message);
        CHECK(message.digit == '#');
    }
    if (n % 97 == 0) start_and_stop(text, sizeof text);
}

const stage carrier_stage = {"carrier messages", carrier_create, carrier_frame, carrier_destroy};
