/* What the stages work on: speech, what codecs make of it, what a carrier and a Discord user send. Speech is one second of
 * a synthetic voice (Tests/ABI/voice.c), or with BENCH_SPEECH=PREFIX ten seconds of PREFIX8.raw, 16 and 48. */
#include "../plain-c/plain.h"
#include "../plain-c/seal.h"
#include "voice.h"

#include <opus.h>
#include <stdio.h>

int sounds = 50;
int16_t sound8[SOUNDS_MAX][160], sound16[SOUNDS_MAX][320], sound48[SOUNDS_MAX][960];
uint8_t mulaw_frames[SOUNDS_MAX][160];
uint8_t opus8_packets[SOUNDS_MAX][1276], opus48_packets[SOUNDS_MAX][1276];
int opus8_lengths[SOUNDS_MAX], opus48_lengths[SOUNDS_MAX];
char messages[2][TICKS][512];
int message_lengths[2][TICKS];
uint8_t datagrams[TICKS][1400];
int datagram_lengths[TICKS];
double caller_activity, user_activity;

const call_setting settings[] = {
    [DISCORD_PY] = {48000, 1, 128000, 10, 2, 15, 5}, [VOIP_48_10] = {48000, 0, 24000, 10, 1, 0, 5},
    [VOIP_48_5] = {48000, 0, 24000, 5, 1, 0, 5},     [MUSIC_48_5] = {48000, 1, 32000, 5, 1, 0, 5},
    [VOIP_8_5] = {8000, 0, 24000, 5, 1, 0, 0},       [VOIP_8_0] = {8000, 0, 24000, 0, 1, 0, 0},
    [MUSIC_8_5] = {8000, 1, 32000, 5, 1, 0, 0},
};

/* Who speaks when, for a minute that repeats: turns of a second or two, pauses of less, now and then both at once. */
enum { MINUTE = 3000 };
static struct { char caller, user; int sent; } plan[MINUTE + 1];

static void make_plan(void) {
    /* caller, user, mean length in ticks: somebody's turn, the pause after it, the other's; a seventh of turns overlap */
    uint32_t dice = 7;
    int turn = 0, at = 0, tail = 0, caller = 0, user = 0;
    while (at < MINUTE) {
        dice = dice * 1664525u + 1013904223u;
        int length = 20 + (int)(dice >> 16) % 130, pause = (int)(dice >> 8) % 32, both = dice >> 29 == 0 ? 12 : 0;
        for (int i = 0; i < length + pause && at < MINUTE; i++, at++) {
            int speaks = i < length, other = i < both;
            plan[at].caller = (char)(turn ? other : speaks), plan[at].user = (char)(turn ? speaks : other);
            caller += plan[at].caller, user += plan[at].user;
        }
        turn = !turn;
    }
    /* A Discord client sends five packets of silence at the end of a turn, and then nothing. */
    for (int i = 0; i < MINUTE; i++) {
        tail = plan[i].user ? 5 : tail - (tail > 0);
        plan[i + 1].sent = plan[i].sent + (plan[i].user || tail > 0);
    }
    caller_activity = (double)caller / MINUTE, user_activity = (double)user / MINUTE;
}

static void read_sound(const char *prefix, const char *rate, void *into, size_t frame) {
    char path[1024];
    snprintf(path, sizeof path, "%s%s.raw", prefix, rate);
    FILE *file = fopen(path, "rb");
    if (!file || fread(into, frame, SOUNDS_MAX, file) != SOUNDS_MAX) {
        fprintf(stderr, "bench: %s is no ten seconds of sound\n", path);
        exit(1);
    }
    fclose(file);
}

static void make_sound(void) {
    const char *prefix = getenv("BENCH_SPEECH");
    if (prefix && *prefix) {
        sounds = SOUNDS_MAX;
        read_sound(prefix, "8", sound8, sizeof *sound8), read_sound(prefix, "16", sound16, sizeof *sound16);
        read_sound(prefix, "48", sound48, sizeof *sound48);
        return;
    }
    make_voice();
    for (int i = 0; i < sounds; i++) {
        memcpy(sound8[i], voice8[i], sizeof *sound8), memcpy(sound48[i], voice48[i], sizeof *sound48);
        for (int k = 0; k < 320; k++) sound16[i][k] = (int16_t)((voice48[i][3 * k] + voice48[i][3 * k + 1] + voice48[i][3 * k + 2]) / 3);
    }
}

static void make_packets(int rate, int bitrate, const int16_t *sound, uint8_t (*packets)[1276], int *lengths) {
    OpusEncoder *encoder = opus_encoder_create(rate, 1, OPUS_APPLICATION_VOIP, NULL);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(5));
    for (int i = 0; i < sounds; i++) lengths[i] = opus_encode(encoder, sound + i * rate / 50, rate / 50, packets[i], 1276);
    opus_encoder_destroy(encoder);
}

void make_inputs(void) {
    make_sound();
    fill_tables();
    make_plan();
    make_packets(8000, 16000, sound8[0], opus8_packets, opus8_lengths);
    make_packets(48000, 64000, sound48[0], opus48_packets, opus48_lengths);
    for (int i = 0; i < sounds; i++) to_codes(sound8[i], mulaw_frames[i], 160);
    prepare(0, 0, TICKS);
}

/* As Twilio writes it. */
static void write_inbound(int stream, unsigned tick, int speaks) {
    static const uint8_t hiss[8] = {0xFF, 0x7F, 0xFE, 0xFF, 0x7E, 0xFF, 0x7F, 0xFF};
    uint8_t quiet[160];
    char *text = messages[stream][tick % TICKS];
    const uint8_t *codes = mulaw_frames[(tick + 7u * (unsigned)stream) % (unsigned)sounds];
    for (int i = 0; i < 160; i++) quiet[i] = hiss[(i * i + (int)tick) & 7];
    int at = snprintf(text, 512, "{\"event\":\"media\",\"sequenceNumber\":\"%u\",\"streamSid\":\"" SID "\",\"media\":{\"track\":\"inbound\","
                      "\"chunk\":\"%u\",\"timestamp\":\"%u\",\"payload\":\"", tick + 2, tick + 1, tick * 20);
    at += to_base64(speaks ? codes : quiet, 160, text + at);
    memcpy(text + at, "\"}}", 4);
    message_lengths[stream][tick % TICKS] = at + 3;
}

void prepare(int turns, unsigned from, unsigned count) {
    static sealer user;
    if (!user.frame_seal) make_sealer(&user);
    for (unsigned tick = from; tick != from + count; tick++) {
        unsigned at = tick % MINUTE, number = tick;
        int speaks = 1, sends = 1, length = opus48_lengths[tick % (unsigned)sounds];
        for (int stream = 0; stream < 2; stream++) write_inbound(stream, tick, !turns || (stream ? plan[at].user : plan[at].caller));
        if (turns) {
            speaks = plan[at].user, sends = plan[at + 1].sent != plan[at].sent;
            number = tick / MINUTE * (unsigned)plan[MINUTE].sent + (unsigned)plan[at].sent;
        }
        user.frames = user.packets = number;
        uint8_t *out = datagrams[tick % TICKS];
        if (!sends) {
            datagram_lengths[tick % TICKS] = 0;
        } else if (speaks) {
            datagram_lengths[tick % TICKS] = sealed(&user, opus48_packets[tick % (unsigned)sounds], length, out, number, tick * 960,
                                                    USER_SSRC, 0);
        } else {
            datagram_lengths[tick % TICKS] = sealed_silence(&user, out, number, tick * 960, USER_SSRC);
        }
    }
}

/* The same inputs for programs of other makers: raw samples and codes, and a message a line. */
void dump_inputs(const char *folder) {
    char path[1024];
    const struct { const char *name; const void *bytes; size_t length; } files[] = {
        {"sound8.raw", sound8, sizeof *sound8 * (size_t)sounds},    {"sound16.raw", sound16, sizeof *sound16 * (size_t)sounds},
        {"sound48.raw", sound48, sizeof *sound48 * (size_t)sounds}, {"mulaw.raw", mulaw_frames, 160 * (size_t)sounds}};
    for (int i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, i < 4 ? files[i].name : "messages.txt");
        FILE *file = fopen(path, "wb");
        if (!file) exit(1);
        if (i < 4) fwrite(files[i].bytes, 1, files[i].length, file);
        for (int k = 0; i == 4 && k < sounds; k++) fprintf(file, "%s\n", messages[0][k]);
        fclose(file);
    }
}
