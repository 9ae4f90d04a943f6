/* Whole bridged calls, both directions, engine only: a carrier's message in and out, a Discord user's datagram in and out.
 * Once with the pieces of the library in a row, at the settings of others and ours; once with a Room and a voice session,
 * which have jitter buffers, mixing, limiter, pacing, quality and statistics. Many calls are run in turn, a tick each. */
#include "session.h"

enum { MOST = 1000 };

/* Pieces ------------------------------------------------------------------------------------------------------------ */
typedef struct {
    pp_opus_encoder *encoder;
    pp_opus_decoder *decoder;
    pp_resampler *up, *down;
    pp_dave_frames *frames;
    pp_transport *transport;
} pieces;

static pieces line;
static const call_setting *asked;
static uint8_t bytes[PP_VOICE_OUTPUT_MAX], scratch[1024], packet[PP_OPUS_PACKET_MAX];
static int16_t narrow[160], wide[960], stereo[1920];

static void make_resampler(pp_resampler **out, uint32_t from, uint32_t to) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    config.from_rate = from, config.to_rate = to, config.quality = (uint32_t)asked->quality;
    pp_resampler_destroy(*out);
    must(pp_resampler_create(&config, out));
}

static void make_pieces(int which) {
    pp_opus_encoder_config sending = PP_SIZED(pp_opus_encoder_config);
    pp_opus_decoder_config hearing = PP_SIZED(pp_opus_decoder_config);
    asked = &settings[which];
    pp_opus_encoder_destroy(line.encoder), pp_opus_decoder_destroy(line.decoder);
    sending.sample_rate = hearing.sample_rate = (uint32_t)asked->rate, sending.channels = (uint32_t)asked->channels;
    sending.application = asked->music ? PP_OPUS_AUDIO : PP_OPUS_VOIP, sending.bitrate = (uint32_t)asked->bitrate;
    sending.complexity = asked->complexity ? asked->complexity : -1;
    sending.fec = asked->loss > 0, sending.expected_loss = (uint32_t)asked->loss;
    must(pp_opus_encoder_create(&sending, &line.encoder)), must(pp_opus_decoder_create(&hearing, &line.decoder));
    if (asked->rate != 8000) make_resampler(&line.up, 8000, 48000), make_resampler(&line.down, 48000, 8000);
    make_frames(&line.frames), make_transport(&line.transport, PP_TRANSPORT_AES256_GCM);
}

static size_t to_discord(unsigned n) {
    size_t length, used, samples = 160;
    int16_t *sound = narrow;
    pp_carrier_message message = PP_SIZED(pp_carrier_message);
    must(pp_carrier_read((const uint8_t *)messages[0][n % TICKS], (size_t)message_lengths[0][n % TICKS], 0, scratch, sizeof scratch,
                         &message));
    must(pp_g711_decode(PP_ENCODING_MULAW, scratch + message.payload.offset, message.payload.length, narrow, 160, &length));
    if (asked->rate != 8000) {
        must(pp_resampler_process(line.up, narrow, 160, wide, 960, &used, &samples));
        sound = wide;
    }
    if (asked->channels == 2) {
        for (size_t i = 0; i < 960; i++) stereo[2 * i] = stereo[2 * i + 1] = wide[i];
        sound = stereo;
    }
    must(pp_opus_encoder_encode(line.encoder, sound, samples, packet, sizeof packet, &length));
    return sealed(line.frames, line.transport, n & 0xFFFF, n * 960, packet, length, bytes, sizeof bytes);
}

static size_t to_carrier(unsigned n) {
    size_t length = (size_t)datagram_lengths[n % TICKS], samples, used;
    memcpy(bytes, datagrams[n % TICKS], length);
    length = opened(line.frames, line.transport, bytes, length, n * 20000ull, packet, sizeof packet);
    must(pp_opus_decoder_decode(line.decoder, packet, length, asked->rate == 8000 ? narrow : wide,
                                (size_t)asked->rate / 50, &samples));
    if (asked->rate != 8000) must(pp_resampler_process(line.down, wide, 960, narrow, 160, &used, &samples));
    must(pp_g711_encode(PP_ENCODING_MULAW, narrow, 160, scratch, sizeof scratch, &length));
    must(pp_carrier_write_media((const uint8_t *)SID, sizeof SID - 1, scratch, 160, bytes, sizeof bytes, &length));
    return length;
}

static uint64_t pieces_run(unsigned n) {
    uint64_t sum = sum_of(bytes, to_discord(n));
    return sum + sum_of(bytes, to_carrier(n));
}

#define PIECES(name, which) static void make_##name(void) { make_pieces(which); }
PIECES(discord_py, DISCORD_PY) PIECES(voip_48_10, VOIP_48_10) PIECES(voip_48_5, VOIP_48_5) PIECES(music_48_5, MUSIC_48_5)
PIECES(voip_8_5, VOIP_8_5) PIECES(voip_8_0, VOIP_8_0) PIECES(music_8_5, MUSIC_8_5)

/* Room and session -------------------------------------------------------------------------------------------------- */
typedef struct {
    pp_room *room;
    pp_leg_id caller, channel;
    session discord;
} call;

static call calls[MOST];

static void make_call(call *c, uint32_t rate) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config carrier = PP_SIZED(pp_leg_config), channel = PP_SIZED(pp_leg_config);
    pp_leg *leg = NULL;
    config.sample_rate = rate, config.capacity = 2;
    must(pp_room_create(&config, &c->room));
    must(pp_room_add(c->room, carrier_leg(&carrier, rate), &c->caller));
    channel.kind = PP_LEG_DISCORD, channel.bitrate = 24000, channel.speakers = 4;
    must(pp_leg_create(&channel, NULL, 0, rate, &leg));
    must(pp_room_add(c->room, leg, &c->channel));
    make_session(&c->discord);
}

static void make_calls(unsigned count, uint32_t rate) {
    for (int i = 0; i < MOST; i++) {
        pp_room_destroy(calls[i].room), pp_voice_destroy(calls[i].discord.voice);
        calls[i].room = NULL, calls[i].discord.voice = NULL;
    }
    for (unsigned i = 0; i < count; i++) make_call(&calls[i], rate);
}

static uint64_t serve(call *c, uint64_t now) {
    uint64_t sum = 0;
    pp_voice_output out = PP_SIZED(pp_voice_output);
    pp_status got;
    while ((got = pp_voice_poll(c->discord.voice, bytes, sizeof bytes, &out)) > PP_VOICE_WAIT) {
        if (got == PP_VOICE_MEDIA) {
            must(pp_room_packet(c->room, c->channel, out.user, out.ssrc, (uint16_t)out.sequence, out.timestamp, bytes, out.len, now));
        } else if (got == PP_VOICE_DATAGRAM) {
            sum += sum_of(bytes, out.len);
        } else if (got == PP_VOICE_TEXT) {
            answer(&c->discord, bytes, now);
        }
    }
    must(got);
    return sum;
}

static uint64_t run(call *c, unsigned tick) {
    uint64_t sum, now = tick * 20000ull;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    must(pp_room_message(c->room, c->caller, (const uint8_t *)messages[0][tick % TICKS], (size_t)message_lengths[0][tick % TICKS], now));
    if (datagram_lengths[tick % TICKS]) {
        must(pp_voice_datagram(c->discord.voice, datagrams[tick % TICKS], (size_t)datagram_lengths[tick % TICKS], now));
    }
    must(pp_voice_tick(c->discord.voice, now));
    sum = serve(c, now);
    must(pp_room_tick(c->room, now, NULL));
    while ((got = pp_room_poll(c->room, bytes, sizeof bytes, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_MESSAGE) sum += sum_of(bytes, out.len);
        else if (got == PP_ROOM_PACKET) must(pp_voice_send(c->discord.voice, bytes, out.len, now));
    }
    must(got);
    return sum + serve(c, now);
}

#define CALLS(count, rate)                                               \
    static void make_calls##count##_##rate(void) { make_calls(count, rate); } \
    static uint64_t run##count##_##rate(unsigned n) { return run(&calls[n % count], n / count); }
CALLS(1, 8000) CALLS(10, 8000) CALLS(100, 8000) CALLS(1000, 8000) CALLS(1, 48000)

const bench_stage LIST(calls)[] = {
#include "../stages/calls.inc"
    {0}};
