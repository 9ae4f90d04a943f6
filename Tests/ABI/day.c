/* A call of many hours in virtual time, and a hash of all that came out: `day [hours] [mulaw | opus | echo]`.
 *
 * mulaw: a caller whose clock is 80 ppm fast, with 5 % of its messages lost in bursts; a voice of the host that is
 * interrupted now and then; the ledger, and a recording in WAV.
 * opus: a speaker besides, who sends Opus over the same kind of network; voice activity for both.
 * echo: the canceller, noise suppression and gain of a caller that sends back what it hears, too loud, by paths that jump.
 *
 * Nothing may allocate, lock or read a clock once the call runs, nor write to standard output or error. */
#define _GNU_SOURCE
#include "voice.h"
#include "watch.h"

#include <phonepatch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static int terminal = 1;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            dprintf(terminal, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
            _exit(1);                                                          \
        }                                                                      \
    } while (0)

#define SID "MZ00000000000000000000000000000000"
enum { MULAW, OPUS, ECHO };

static uint64_t hash = 0xcbf29ce484222325u, state = 1, heard, recorded, messages, spoke, stretched;
/* A minute of speech; a second of something like it, over and over, when there is none here. */
enum { SPEECH = 3000 };
static const char *const speech_file = "/usr/share/asterisk/sounds/en_US_f_Allison/demo-instruct.wav";
static int16_t speech[SPEECH][160];
static uint8_t codes[SPEECH][160], packets[SPEECH][PP_OPUS_PACKET_MAX_20MS], text[2048], buffer[PP_ROOM_OUTPUT_MAX];
static size_t packet_lengths[SPEECH];
static bool is_real;
static pp_room *room;
static pp_leg_id caller, voice, channel;

static uint32_t draw(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

static void mix(const void *given, size_t length) {
    const uint8_t *bytes = given;
    uint64_t word;
    for (; length >= 8; bytes += 8, length -= 8) {
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * 0x100000001b3u;
        hash ^= hash >> 29;
    }
    for (; length > 0; bytes++, length--) hash = (hash ^ *bytes) * 0x100000001b3u;
}

static void make_sound(void) {
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    pp_opus_encoder *encoder = NULL;
    size_t length = 0;
    config.sample_rate = 8000, config.bitrate = 24000, config.fec = 1, config.expected_loss = 10;
    FILE *file = fopen(speech_file, "rb");
    is_real = file && !fseek(file, 44, SEEK_SET) && fread(speech, sizeof speech[0], SPEECH, file) == SPEECH;
    if (file) fclose(file);
    make_voice();
    CHECK(pp_opus_encoder_create(&config, &encoder) == PP_OK);
    for (int i = 0; i < SPEECH; i++) {
        if (!is_real) memcpy(speech[i], voice8[i % 50], sizeof speech[i]);
        CHECK(pp_g711_encode(PP_ENCODING_MULAW, speech[i], 160, codes[i], 160, &length) == PP_OK);
        CHECK(pp_opus_encoder_encode(encoder, speech[i], 160, packets[i], sizeof packets[i], &packet_lengths[i]) == PP_OK);
    }
    pp_opus_encoder_destroy(encoder);
}

static void make_room(int kind) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config first = PP_SIZED(pp_leg_config), second = PP_SIZED(pp_leg_config), third = PP_SIZED(pp_leg_config);
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    pp_recorder_config tape = PP_SIZED(pp_recorder_config);
    pp_recorder *recorder = NULL;
    pp_leg *leg = NULL;
    size_t length = 0;
    start.stream_sid = start.call_sid = start.account_sid = (const uint8_t *)SID;
    start.stream_sid_len = start.call_sid_len = start.account_sid_len = 34;
    start.encoding = PP_ENCODING_MULAW;
    CHECK(pp_carrier_write_start(&start, text, sizeof text, &length) == PP_OK);
    CHECK(pp_room_create(&config, &room) == PP_OK);
    first.kind = PP_LEG_CARRIER;
    if (kind == OPUS) first.hear = PP_HEAR_SPEECH;
    if (kind == ECHO) first.echo_tail_ms = 128, first.noise_suppression_db = 15, first.gain_target_dbov = -20;
    CHECK(pp_leg_create(&first, text, length, 8000, &leg) == PP_OK && pp_room_add(room, leg, &caller) == PP_OK);
    second.kind = PP_LEG_PCM, second.deaf = 1;
    CHECK(pp_leg_create(&second, NULL, 0, 8000, &leg) == PP_OK && pp_room_add(room, leg, &voice) == PP_OK);
    if (kind == OPUS) {
        third.kind = PP_LEG_DISCORD, third.deaf = 1, third.hear = PP_HEAR_SPEECH;
        CHECK(pp_leg_create(&third, NULL, 0, 8000, &leg) == PP_OK && pp_room_add(room, leg, &channel) == PP_OK);
    }
    CHECK(pp_recorder_create(&tape, &recorder) == PP_OK && pp_room_record(room, recorder) == PP_OK);
    CHECK(pp_room_record_consent(room, caller, 1) == PP_OK && pp_room_record_consent(room, voice, 1) == PP_OK);
    if (kind == OPUS) CHECK(pp_room_record_consent(room, channel, 1) == PP_OK);
}

/* 5 % are lost, three in a row on average. */
static int is_lost(int *losing) { return *losing = *losing ? draw(3) > 0 : draw(57) == 0; }

/* What a party 80 ppm fast has said until now: by a carrier's messages, or in Opus. */
static void hear_message(const uint8_t *sound, uint64_t said, uint64_t now) {
    size_t length = 0;
    CHECK(pp_carrier_write_track_media(said + 2, (const uint8_t *)SID, 34, PP_CARRIER_INBOUND, said + 1, said * 20, sound,
                                       160, text, sizeof text, &length) == PP_OK);
    CHECK(pp_room_message(room, caller, text, length, now) == PP_OK);
}

static void hear_packet(uint64_t said, uint64_t now) {
    CHECK(pp_room_packet(room, channel, 7, 1, (uint16_t)said, (uint32_t)(said * 960), packets[(said + 1000) % SPEECH],
                         packet_lengths[(said + 1000) % SPEECH], now) == PP_OK);
}

/* What the caller's telephone sends back of what it was sent: by one of two paths, at full scale, or nothing of it. */
static const uint8_t *echo_of(uint64_t n) {
    static uint8_t back[160];
    size_t length = 0;
    int16_t pcm[160];
    const int16_t *path = speech[(n + (n / 700 % 2 ? 1997 : 1991)) % SPEECH];
    for (int i = 0; i < 160; i++) {
        int louder = n / 500 % 3 == 0 ? path[i] * 8 : n / 500 % 3 == 1 ? (path[i] > 0 ? 32000 : -32000) : (int)draw(65536) - 32768;
        pcm[i] = (int16_t)(louder > 32767 ? 32767 : louder < -32768 ? -32768 : louder);
    }
    CHECK(pp_g711_encode(PP_ENCODING_MULAW, pcm, 160, back, 160, &length) == PP_OK);
    return back;
}

static void drain(uint64_t now) {
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        mix(buffer, out.len);
        switch (got) {
        case PP_ROOM_MESSAGE:
            messages++;
            /* A mark comes back after the prefill. */
            if (out.len < 200 && out.len > 16 && !memcmp(buffer + 10, "mark", 4))
                CHECK(pp_room_message(room, caller, buffer, out.len, now + 21000) == PP_OK);
            break;
        case PP_ROOM_RECORD: recorded += out.len; break;
        case PP_ROOM_EVENT: {
            uint64_t told[4] = {out.event, out.position, out.value, out.extra};
            mix(told, sizeof told);
            heard += out.event == PP_EVENT_HEARD;
            spoke += out.event == PP_EVENT_SPEECH_STARTED;
            stretched += out.event == PP_EVENT_STRETCHED;
            break;
        }
        case PP_ROOM_AUDIO: case PP_ROOM_TAP: case PP_ROOM_PACKET: case PP_ROOM_SPEAKER: break;
        }
    }
    CHECK(got == PP_ROOM_WAIT);
}

int main(int count, char **given) {
    uint64_t ticks = (uint64_t)((count > 1 ? strtod(given[1], NULL) : 24) * 180000), said = 0, item = 0;
    const char *name = count > 2 ? given[2] : "mulaw";
    int kind = !strcmp(name, "echo") ? ECHO : !strcmp(name, "opus") ? OPUS : MULAW, losing = 0, fading = 0;
    int silence = memfd_create("output", 0);
    size_t taken = 0;
    struct rusage before, after;
    make_sound();
    make_room(kind);
    terminal = dup(1);
    CHECK(terminal > 0 && dup2(silence, 1) == 1 && dup2(silence, 2) == 2);
    getrusage(RUSAGE_SELF, &before);
    for (uint64_t n = 0; n < ticks; n++) {
        uint64_t now = n * 20000 + draw(3000), clock = n * 20000 + n * 20000 / 12500;
        if (n == 500) watching = true; /* all names are bound */
        for (; (said + 1) * 20000 <= clock; said++) {
            if (!is_lost(&losing)) hear_message(kind == ECHO ? echo_of(said) : codes[said % SPEECH], said, now);
            if (kind == OPUS && said % 800 < 500 && !is_lost(&fading)) hear_packet(said, now);
        }
        if (n % 350 < 175) {
            if (n % 350 == 0) item++;
            CHECK(pp_room_write(room, voice, item, codes[(n + 2000) % SPEECH], 160, n % 350 == 174, &taken) == PP_OK);
        }
        if (n % 1050 == 100) CHECK(pp_room_flush(room, voice, now) == PP_OK);
        CHECK(pp_room_tick(room, now, NULL) == PP_OK);
        drain(now);
    }
    watching = false;
    getrusage(RUSAGE_SELF, &after);
    pp_room_destroy(room);
    CHECK(heard > 0 && recorded > ticks * 600 && (kind != OPUS || !is_real || spoke > 0));//
    dprintf(terminal, "note: %s%s, %.1f h in %.1f s: %lu messages, %lu items heard, %lu times stretched, %lu of speech, %lu bytes "
            "recorded; %lu allocations, %ld bytes printed; hash %016lx\n", name, is_real ? "" : " without real speech", (double)ticks / 180000,
            (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) + (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6,
            (unsigned long)messages, (unsigned long)heard, (unsigned long)stretched, (unsigned long)spoke,
            (unsigned long)recorded, (unsigned long)watched_calls, (long)lseek(silence, 0, SEEK_END), (unsigned long)hash);
    if (watched_calls) dprintf(terminal, "called while the call ran: %s\n", first_watched);
    return watched_calls > 0 || lseek(silence, 0, SEEK_END) > 0;
}
