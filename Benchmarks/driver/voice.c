/* A whole voice session: a user's datagram to sound, sound to a datagram of ours. */
#include "session.h"

static session channel;
static pp_opus_encoder *encoder;
static pp_opus_decoder *decoder;
static uint8_t bytes[PP_VOICE_OUTPUT_MAX], packet[1276];
static int16_t pcm[960];

static void make_voice_stage(void) {
    pp_opus_encoder_config sending = PP_SIZED(pp_opus_encoder_config);
    pp_opus_decoder_config hearing = PP_SIZED(pp_opus_decoder_config);
    make_session(&channel);
    pp_opus_encoder_destroy(encoder), pp_opus_decoder_destroy(decoder);
    sending.sample_rate = hearing.sample_rate = 8000, sending.bitrate = 24000;
    must(pp_opus_encoder_create(&sending, &encoder)), must(pp_opus_decoder_create(&hearing, &decoder));
}

/* Carries out what the session wants until it waits. */
static uint64_t served(uint64_t now) {
    uint64_t sum = 0;
    size_t samples;
    pp_voice_output out = PP_SIZED(pp_voice_output);
    pp_status got;
    must(pp_voice_tick(channel.voice, now));
    while ((got = pp_voice_poll(channel.voice, bytes, sizeof bytes, &out)) > PP_VOICE_WAIT) {
        if (got == PP_VOICE_DATAGRAM) {
            sum += sum_of(bytes, out.len);
        } else if (got == PP_VOICE_TEXT) {
            answer(&channel, bytes, now);
        } else if (got == PP_VOICE_MEDIA && decoder) {
            must(pp_opus_decoder_decode(decoder, bytes, out.len, pcm, 160, &samples));
            sum += sum_of(pcm, 2 * samples);
        }
    }
    must(got);
    return sum;
}

static uint64_t hear(unsigned n) {
    must(pp_voice_datagram(channel.voice, datagrams[n % TICKS], (size_t)datagram_lengths[n % TICKS], n * 20000ull));
    return served(n * 20000ull);
}

static uint64_t say(unsigned n) {
    size_t length;
    must(pp_opus_encoder_encode(encoder, sound8[n % (unsigned)sounds], 160, packet, sizeof packet, &length));
    must(pp_voice_send(channel.voice, packet, length, n * 20000ull));
    return served(n * 20000ull);
}

/* The session alone, both ways: the codec is somebody else's. */
static void make_alone(void) {
    make_session(&channel);
    pp_opus_decoder_destroy(decoder), decoder = NULL;
}

static uint64_t pass(unsigned n) {
    unsigned i = n % (unsigned)sounds;
    must(pp_voice_datagram(channel.voice, datagrams[n % TICKS], (size_t)datagram_lengths[n % TICKS], n * 20000ull));
    must(pp_voice_send(channel.voice, opus8_packets[i], (size_t)opus8_lengths[i], n * 20000ull));
    return served(n * 20000ull);
}

const bench_stage LIST(voice)[] = {
#include "../stages/voice.inc"
    {0}};
