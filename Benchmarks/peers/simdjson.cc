// simdjson: a carrier's message, its numbers and the base64 text found; the text is decoded by hand.
#include "peer.h"

#include <simdjson.h>

static simdjson::ondemand::parser parser;
static int8_t value_of[256];
static uint8_t bytes[256];

static uint64_t decode(std::string_view text) {
    size_t made = 0;
    for (size_t i = 0; i + 4 <= text.size(); i += 4) {
        int a = value_of[(uint8_t)text[i]], b = value_of[(uint8_t)text[i + 1]], c = value_of[(uint8_t)text[i + 2]],
            d = value_of[(uint8_t)text[i + 3]];
        bytes[made++] = (uint8_t)(a << 2 | b >> 4), bytes[made++] = (uint8_t)(b << 4 | c >> 2), bytes[made++] = (uint8_t)(c << 6 | d);
    }
    return made;
}

static uint64_t read_message(int n) {
    simdjson::padded_string_view view(messages[n], message_lengths[n], sizeof messages[n]);
    simdjson::ondemand::document document = parser.iterate(view);
    std::string_view event = document["event"], sequence = document["sequenceNumber"];
    simdjson::ondemand::object media = document["media"];
    std::string_view chunk = media["chunk"], stamp = media["timestamp"], payload = media["payload"];
    return decode(payload) + event.size() + sequence.size() + chunk.size() + stamp.size();
}

int main(int count, char **given) {
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) value_of[(uint8_t)alphabet[i]] = (int8_t)i;
    peer_begin(count, given, PEER_VERSION);
    peer_measure("message-read", "on demand, with base64 by hand; numbers left as text", read_message);
    return peer_end();
}
