/* A file of mu-law to Opus packets and back, through phonepatch.h: `ours-files encode|decode|listen RATE IN OUT`; listen leaves
 * the sound as samples of 16 bits. RATE is that of Opus, 8000 or 48000; each packet stands behind its length. VOIP, 24 kbit/s, complexity 5, 20 ms, no FEC; speexdsp quality 5. */
#include <phonepatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(pp_status status) {
    if (status >= PP_OK) return;
    fprintf(stderr, "%s\n", pp_status_text(status));
    exit(1);
}

static pp_resampler *resampler(uint32_t from, uint32_t to) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    pp_resampler *made = NULL;
    config.from_rate = from, config.to_rate = to;
    must(pp_resampler_create(&config, &made));
    return made;
}

static void encode(uint32_t rate, FILE *in, FILE *out) {
    uint8_t codes[160], packet[PP_OPUS_PACKET_MAX];
    int16_t narrow[160], wide[960];
    size_t length, used, samples = 160;
    pp_opus_encoder *encoder = NULL;
    pp_resampler *up = resampler(8000, 48000);
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    config.sample_rate = rate, config.bitrate = 24000;
    must(pp_opus_encoder_create(&config, &encoder));
    while (fread(codes, 1, 160, in) == 160) {
        must(pp_g711_decode(PP_ENCODING_MULAW, codes, 160, narrow, 160, &length));
        if (rate == 48000) must(pp_resampler_process(up, narrow, 160, wide, 960, &used, &samples));
        must(pp_opus_encoder_encode(encoder, rate == 48000 ? wide : narrow, samples, packet, sizeof packet, &length));
        uint16_t size = (uint16_t)length;
        fwrite(&size, 2, 1, out), fwrite(packet, 1, length, out);
    }
    pp_opus_encoder_destroy(encoder), pp_resampler_destroy(up);
}

static void decode(uint32_t rate, int as_samples, FILE *in, FILE *out) {
    uint8_t codes[160], packet[PP_OPUS_PACKET_MAX];
    int16_t narrow[160], wide[960];
    size_t length, used, samples;
    uint16_t size;
    pp_opus_decoder *decoder = NULL;
    pp_resampler *down = resampler(48000, 8000);
    pp_opus_decoder_config config = PP_SIZED(pp_opus_decoder_config);
    config.sample_rate = rate;
    must(pp_opus_decoder_create(&config, &decoder));
    while (fread(&size, 2, 1, in) == 1 && fread(packet, 1, size, in) == size) {
        must(pp_opus_decoder_decode(decoder, packet, size, rate == 48000 ? wide : narrow, rate / 50, &samples));
        if (rate == 48000) must(pp_resampler_process(down, wide, 960, narrow, 160, &used, &samples));
        if (as_samples && fwrite(narrow, 2, 160, out)) continue;
        must(pp_g711_encode(PP_ENCODING_MULAW, narrow, 160, codes, sizeof codes, &length));
        fwrite(codes, 1, length, out);
    }
    pp_opus_decoder_destroy(decoder), pp_resampler_destroy(down);
}

int main(int count, char **given) {
    if (count != 5) return 2;
    FILE *in = fopen(given[3], "rb"), *out = fopen(given[4], "wb");
    if (!in || !out) return 1;
    uint32_t rate = (uint32_t)atoi(given[2]);
    if (*given[1] == 'e') encode(rate, in, out);
    else decode(rate, *given[1] == 'l', in, out);
    return fclose(out) != 0;
}
