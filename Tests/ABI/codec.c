/* What codec.h and resample.h promise, on the real library: sizes, refusals, defaults, and that the resampler's output
 * does not depend on how its input is cut. */
#include <phonepatch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define EXPECT(fact)                                                        \
    do {                                                                    \
        if (!(fact)) {                                                      \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #fact); \
            failures++;                                                     \
        }                                                                   \
    } while (0)

static uint32_t seed = 1;
static uint32_t below(uint32_t limit) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % limit;
}

static void plain(void) {
    uint8_t codes[8] = {0xFF, 0x00, 0x80, 0x7F, 1, 2, 3, 4}, bytes[8];
    union { int16_t pcm[8]; uint8_t bytes[16]; } both;
    int16_t pcm[8];
    size_t n = 99;
    EXPECT(pp_g711_decode(PP_ENCODING_MULAW, codes, 8, pcm, 8, &n) == PP_OK && n == 8);
    EXPECT(pcm[0] == 0 && pcm[1] == -32124 && pcm[2] == 32124 && pcm[3] == 0);
    EXPECT(pp_g711_decode(PP_ENCODING_MULAW, codes, 8, pcm, 7, &n) == PP_ERR_NO_SPACE && n == 8);
    EXPECT(pp_g711_encode(PP_ENCODING_ALAW, pcm, 8, bytes, 8, NULL) == PP_OK);
    EXPECT(pp_g711_encode(PP_ENCODING_ALAW, pcm, 8, bytes, 0, &n) == PP_ERR_NO_SPACE && n == 8);
    EXPECT(pp_g711_decode(PP_ENCODING_L16, codes, 8, pcm, 8, NULL) == PP_ERR_ARGUMENT);
    EXPECT(pp_g711_decode(0, codes, 8, pcm, 8, NULL) == PP_ERR_ARGUMENT);
    EXPECT(pp_g711_decode(PP_ENCODING_ALAW, NULL, 0, NULL, 0, &n) == PP_OK && n == 0);
    EXPECT(pp_g711_decode(PP_ENCODING_ALAW, NULL, 1, pcm, 8, NULL) == PP_ERR_ARGUMENT);
    EXPECT(pp_g711_decode(PP_ENCODING_ALAW, codes, SIZE_MAX, pcm, 8, NULL) == PP_ERR_ARGUMENT);
    EXPECT(pp_g711_decode(PP_ENCODING_ALAW, codes, 1, (int16_t *)(void *)(both.bytes + 1), 4, NULL) == PP_ERR_ARGUMENT);
    EXPECT(pp_g711_decode(PP_ENCODING_ALAW, both.bytes + 15, 1, both.pcm, 8, NULL) == PP_ERR_ARGUMENT);
    EXPECT(pp_g711_decode(PP_ENCODING_ALAW, both.bytes + 14, 1, both.pcm, 7, NULL) == PP_OK);
    EXPECT(pp_g711_encode(PP_ENCODING_ALAW, both.pcm, 8, both.bytes, 8, NULL) == PP_ERR_ARGUMENT);
    pcm[0] = 0x0102;
    EXPECT(pp_l16_encode(PP_ENCODING_L16_NETWORK, pcm, 1, bytes, 8, &n) == PP_OK && n == 2 && bytes[0] == 1);
    EXPECT(pp_l16_encode(PP_ENCODING_L16, pcm, 4, bytes, 7, &n) == PP_ERR_NO_SPACE && n == 8);
    EXPECT(pp_l16_encode(PP_ENCODING_L16, pcm, SIZE_MAX / 4 + 1, bytes, 8, &n) == PP_ERR_ARGUMENT);
    EXPECT(pp_l16_decode(PP_ENCODING_L16_NETWORK, bytes, 2, pcm, 8, &n) == PP_OK && n == 1 && pcm[0] == 0x0102);
    EXPECT(pp_l16_decode(PP_ENCODING_L16, bytes, 3, pcm, 8, NULL) == PP_ERR_MALFORMED);
    EXPECT(pp_l16_decode(PP_ENCODING_MULAW, bytes, 2, pcm, 8, NULL) == PP_ERR_ARGUMENT);
}

static void opus(void) {
    static int16_t pcm[5760 * 2];
    static uint8_t packet[PP_OPUS_PACKET_MAX];
    pp_opus_encoder_config coding = PP_SIZED(pp_opus_encoder_config);
    pp_opus_decoder_config decoding = PP_SIZED(pp_opus_decoder_config);
    pp_opus_encoder *encoder = NULL;
    pp_opus_decoder *decoder = NULL;
    size_t length = 0, n = 99;
    uint32_t value = 0, other = 1;
    coding.channels = decoding.channels = 2;
    EXPECT(pp_opus_encoder_create(&coding, &encoder) == PP_OK && pp_opus_decoder_create(&decoding, &decoder) == PP_OK);
    EXPECT(pp_opus_encoder_lookahead(encoder, &value) == PP_OK && value == 312);
    EXPECT(pp_opus_encoder_encode(encoder, pcm, 960, packet, PP_OPUS_PACKET_MAX_20MS, &length) == PP_OK && length > 0);
    EXPECT(pp_opus_encoder_encode(encoder, pcm, 960, packet, PP_OPUS_PACKET_MAX_20MS - 1, &n) == PP_ERR_NO_SPACE &&
           n == PP_OPUS_PACKET_MAX_20MS);
    EXPECT(pp_opus_encoder_encode(encoder, pcm, 2880, packet, 1, &n) == PP_ERR_NO_SPACE && n == PP_OPUS_PACKET_MAX);
    EXPECT(pp_opus_encoder_encode(encoder, pcm, 961, packet, sizeof packet, &n) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_encode(encoder, pcm, SIZE_MAX, packet, sizeof packet, &n) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_encode(encoder, pcm, (size_t)1 << 62, packet, sizeof packet, &n) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_decoder_decode(decoder, packet, length, pcm, 959, &n) == PP_ERR_NO_SPACE && n == 960);
    EXPECT(pp_opus_decoder_decode(decoder, packet, length, pcm, 5760, &n) == PP_OK && n == 960);
    EXPECT(pp_opus_encoder_final_range(encoder, &value) == PP_OK);
    EXPECT(pp_opus_decoder_final_range(decoder, &other) == PP_OK && value == other);
    EXPECT(pp_opus_decoder_decode(decoder, NULL, 0, pcm, 5760, &n) == PP_ERR_MALFORMED);
    EXPECT(pp_opus_decoder_decode(decoder, packet, length, NULL, 5760, &n) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_decoder_decode(decoder, (uint8_t *)pcm, 10, pcm, 5760, &n) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_decoder_recover(decoder, packet, length, 960, pcm, 5760) == PP_OPUS_CONCEALED);
    EXPECT(pp_opus_decoder_conceal(decoder, 960, pcm, 960) == PP_OK);
    EXPECT(pp_opus_decoder_conceal(decoder, 960, pcm, 959) == PP_ERR_NO_SPACE);
    EXPECT(pp_opus_decoder_conceal(decoder, 961, pcm, 5760) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_set_bitrate(encoder, 0) == PP_OK);
    EXPECT(pp_opus_encoder_set_bitrate(encoder, UINT32_MAX) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_set_complexity(encoder, 11) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_set_bandwidth(encoder, 6) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_set_signal(encoder, 3) == PP_ERR_ARGUMENT);
    EXPECT(pp_opus_encoder_set_rate_mode(encoder, 3) == PP_ERR_ARGUMENT);
    pp_opus_packet_info info = PP_SIZED(pp_opus_packet_info);
    EXPECT(pp_opus_packet_inspect(packet, length, &info) == PP_OK && info.samples_48k == 960 && info.frames == 1);
    EXPECT(info.size == sizeof info && pp_opus_packet_inspect(packet, 0, &info) == PP_ERR_MALFORMED);
    pp_opus_encoder_destroy(encoder);
    pp_opus_decoder_destroy(decoder);
    /* An older program's shorter struct: the fields that it does not have are defaults. */
    coding.size = 8;
    coding.sample_rate = 8000;
    coding.channels = 77;
    EXPECT(pp_opus_encoder_create(&coding, &encoder) == PP_OK);
    EXPECT(pp_opus_encoder_lookahead(encoder, &value) == PP_OK && value == 52);
    pp_opus_encoder_destroy(encoder);
    coding.size = sizeof coding;
    encoder = (pp_opus_encoder *)&coding;
    EXPECT(pp_opus_encoder_create(&coding, &encoder) == PP_ERR_ARGUMENT && encoder == (pp_opus_encoder *)&coding);
}

static void resampler(uint32_t from, uint32_t to, int rounds) {
    enum { IN = 2000, OUT = IN * 24 + 64 };
    static int16_t in[IN], whole[OUT], pieces[OUT];
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    pp_resampler *r = NULL;
    size_t consumed = 0, produced = 0, due = 0;
    config.from_rate = from;
    config.to_rate = to;
    EXPECT(pp_resampler_create(&config, &r) == PP_OK);
    for (size_t i = 0; i < IN; i++) in[i] = (int16_t)(below(40000) - 20000);
    EXPECT(pp_resampler_needed(r, IN, &due) == PP_OK);
    EXPECT(pp_resampler_process(r, in, IN, whole, 0, &consumed, &produced) == PP_ERR_NO_SPACE && produced == due);
    EXPECT(pp_resampler_process(r, in, IN, whole, due, &consumed, &produced) == PP_OK && consumed == IN);
    EXPECT(produced == due);
    for (int round = 0; round < rounds; round++) {
        size_t fed = 0, got = 0;
        uint32_t longest = 1 + below(round % 2 ? 5 : 500);
        EXPECT(pp_resampler_reset(r) == PP_OK);
        memset(pieces, 0, sizeof pieces);
        for (int turn = 0; fed < IN && turn < 1000000; turn++) {
            size_t offered = below(longest + 1), room = below(longest + 1);
            if (offered > IN - fed) offered = IN - fed;
            pp_status status = pp_resampler_process(r, in + fed, offered, pieces + got, room, &consumed, &produced);
            if (status == PP_ERR_NO_SPACE) {
                if (below(2)) continue; /* later, with other room */
                status = pp_resampler_process(r, in + fed, offered, pieces + got, produced, &consumed, &produced);
                EXPECT(consumed == offered);
            }
            EXPECT(status == PP_OK);
            if (status != PP_OK) break;
            fed += consumed;
            got += produced;
        }
        EXPECT(fed == IN && got == due && memcmp(pieces, whole, sizeof(int16_t) * due) == 0);
    }
    EXPECT(pp_resampler_process(r, in, 8, in, 64, &consumed, &produced) == PP_ERR_ARGUMENT);
    EXPECT(pp_resampler_needed(r, SIZE_MAX, &due) == PP_ERR_ARGUMENT);
    EXPECT(pp_resampler_skip_delay(r) == PP_ERR_STATE);
    pp_resampler_destroy(r);
}

int main(void) {
    static const uint32_t rates[][2] = {{8000, 48000}, {48000, 8000}, {8000, 16000}, {44100, 8000}, {8000, 192000},
                                        {192000, 8000}, {8001, 47999}, {16000, 16000}};
    plain();
    opus();
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) resampler(rates[i][0], rates[i][1], 125);
    if (!failures) printf("note: 1000 random cuttings of the resampler's input gave the same\n");
    return failures ? 1 : 0;
}
