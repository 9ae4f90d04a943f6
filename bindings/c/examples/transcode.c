/* Reads a WAV file of 16-bit, mu-law or A-law sound with one channel, resamples it and sends it through Opus:
 *
 *     transcode IN.wav OUT.wav RATE [BITS_A_SECOND]
 *
 * OUT is 16-bit at RATE (8000, 12000, 16000, 24000 or 48000). With BITS_A_SECOND the sound is encoded by Opus in 20 ms
 * packets and decoded again. Build: cc transcode.c -o transcode $(pkg-config --cflags --libs phonepatch) */
#include <phonepatch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int16_t *samples;
    size_t count;
    uint32_t rate;
} sound;

static void check(pp_status status, const char *what) {
    if (status >= PP_OK) return;
    fprintf(stderr, "transcode: %s: %s\n", what, pp_status_text(status));
    exit(1);
}

static void refuse(const char *path, const char *why) {
    fprintf(stderr, "transcode: %s: %s\n", path, why);
    exit(1);
}

static void *memory(size_t count, size_t size) {
    void *made = calloc(count ? count : 1, size);
    if (!made) refuse("memory", "ran out");
    return made;
}

static uint32_t little(const uint8_t *at, int width) {
    uint32_t value = 0;
    while (width--) value = value << 8 | at[width];
    return value;
}

static sound decode(const uint8_t *bytes, size_t size, uint32_t format, uint32_t rate) {
    sound made = {memory(size, 2), 0, rate};
    if (format == 1) {
        check(pp_l16_decode(PP_ENCODING_L16, bytes, size & ~(size_t)1, made.samples, size, &made.count), "L16");
    } else {
        uint32_t law = format == 7 ? PP_ENCODING_MULAW : PP_ENCODING_ALAW;
        check(pp_g711_decode(law, bytes, size, made.samples, size, &made.count), "G.711");
    }
    return made;
}

static sound read_wav(const char *path) {
    static uint8_t bytes[1 << 26];
    uint32_t format = 0, rate = 0;
    FILE *file = fopen(path, "rb");
    if (!file) refuse(path, "cannot be opened");
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (length < 12 || memcmp(bytes, "RIFF", 4) || memcmp(bytes + 8, "WAVE", 4)) refuse(path, "no WAV file");
    for (size_t at = 12; at + 8 <= length;) {
        const uint8_t *body = bytes + at + 8;
        size_t size = little(bytes + at + 4, 4), left = length - at - 8;
        if (size > left) size = left;
        if (!memcmp(bytes + at, "fmt ", 4) && size >= 16) {
            format = little(body, 2), rate = little(body + 4, 4);
            if (little(body + 2, 2) != 1) refuse(path, "has more than one channel");
            if (!(format == 1 && little(body + 14, 2) == 16) && format != 6 && format != 7) {
                refuse(path, "is neither 16-bit nor mu-law nor A-law");
            }
        }
        if (!memcmp(bytes + at, "data", 4) && format) return decode(body, size, format, rate);
        at += 8 + size + (size & 1);
    }
    refuse(path, "holds no sound");
    return (sound){NULL, 0, 0};
}

static void put(FILE *file, uint32_t value, int width) {
    while (width--) fputc((int)(value & 0xFF), file), value >>= 8;
}

static void write_wav(const char *path, sound out) {
    size_t length = out.count * 2, made = 0;
    uint8_t *bytes = memory(length, 1);
    check(pp_l16_encode(PP_ENCODING_L16, out.samples, out.count, bytes, length, &made), "L16");
    FILE *file = fopen(path, "wb");
    if (!file) refuse(path, "cannot be written");
    fputs("RIFF", file), put(file, (uint32_t)made + 36, 4), fputs("WAVEfmt ", file), put(file, 16, 4);
    put(file, 1, 2), put(file, 1, 2), put(file, out.rate, 4), put(file, out.rate * 2, 4);
    put(file, 2, 2), put(file, 16, 2), fputs("data", file), put(file, (uint32_t)made, 4);
    fwrite(bytes, 1, made, file);
    if (fclose(file)) refuse(path, "was not written whole");
    free(bytes);
}

/* The whole file at once; a stream feeds piece by piece, with the same result. */
static sound resample(sound in, uint32_t rate) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    pp_resampler *resampler = NULL;
    uint32_t delay_in = 0, delay_out = 0;
    size_t used = 0, room = 0;
    config.from_rate = in.rate, config.to_rate = rate;
    check(pp_resampler_create(&config, &resampler), "resampler");
    check(pp_resampler_delay(resampler, &delay_in, &delay_out), "delay");
    check(pp_resampler_skip_delay(resampler), "skip the delay");
    /* The delay's worth of silence behind the sound brings its end out. */
    int16_t *padded = memory(in.count + delay_in, 2);
    if (in.count) memcpy(padded, in.samples, in.count * 2);
    check(pp_resampler_needed(resampler, in.count + delay_in, &room), "needed");
    sound out = {memory(room, 2), 0, rate};
    check(pp_resampler_process(resampler, padded, in.count + delay_in, out.samples, room, &used, &out.count), "resample");
    pp_resampler_destroy(resampler);
    free(padded);
    return out;
}

static void through_opus(sound *io, uint32_t bitrate) {
    pp_opus_encoder_config sender = PP_SIZED(pp_opus_encoder_config);
    pp_opus_decoder_config receiver = PP_SIZED(pp_opus_decoder_config);
    pp_opus_encoder *encoder = NULL;
    pp_opus_decoder *decoder = NULL;
    uint8_t packet[PP_OPUS_PACKET_MAX_20MS];
    size_t frame = io->rate / 50, bytes = 0;
    sender.sample_rate = receiver.sample_rate = io->rate, sender.bitrate = bitrate;
    check(pp_opus_encoder_create(&sender, &encoder), "encoder");
    check(pp_opus_decoder_create(&receiver, &decoder), "decoder");
    for (size_t at = 0; at + frame <= io->count; at += frame) {
        size_t length = 0, decoded = 0;
        check(pp_opus_encoder_encode(encoder, io->samples + at, frame, packet, sizeof packet, &length), "encode");
        check(pp_opus_decoder_decode(decoder, packet, length, io->samples + at, frame, &decoded), "decode");
        bytes += length;
    }
    printf("Opus: %zu bytes for %zu ms\n", bytes, io->count * 1000 / io->rate);
    pp_opus_encoder_destroy(encoder);
    pp_opus_decoder_destroy(decoder);
}

int main(int count, char **given) {
    if (count < 4 || count > 5) {
        fprintf(stderr, "usage: transcode IN.wav OUT.wav RATE [BITS_A_SECOND]\n");
        return 2;
    }
    if (pp_abi_version() != PP_ABI_VERSION) refuse("libphonepatch", "is another version than this program's header");
    sound in = read_wav(given[1]);
    sound out = resample(in, (uint32_t)strtoul(given[3], NULL, 10));
    if (count == 5) through_opus(&out, (uint32_t)strtoul(given[4], NULL, 10));
    write_wav(given[2], out);
    printf("%zu samples at %u Hz -> %zu samples at %u Hz\n", in.count, in.rate, out.count, out.rate);
    free(in.samples);
    free(out.samples);
    return 0;
}
