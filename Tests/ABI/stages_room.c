/* The stage of the scenario that runs a Room: callers whose network stalls and loses, one who comes and goes, an AI voice
 * that speaks, is interrupted and pauses. */
#include "stages.h"

#include <stdio.h>
#include <string.h>

enum { CALLERS = 3, VISITOR = 2 };
static pp_room *room;
static pp_leg *waiting[CALLERS + 1]; /* legs that are in no room                                     */
static pp_leg_id ids[CALLERS + 1];   /* 0: not in the room; the last is the PCM leg                  */
static char sids[CALLERS][40];
static uint64_t sequence[CALLERS], item, drawn;

static uint32_t draw(uint32_t below) {
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(drawn >> 33) % below;
}

static pp_status create_caller(int i) {
    uint8_t text[1024];
    size_t length = 0;
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    pp_leg_config config = PP_SIZED(pp_leg_config);
    memset(sids[i], 'a' + i, 34);
    start.stream_sid = start.call_sid = start.account_sid = (const uint8_t *)sids[i];
    start.stream_sid_len = start.call_sid_len = start.account_sid_len = 34;
    start.encoding = i == 1 ? PP_ENCODING_ALAW : PP_ENCODING_MULAW;
    CHECK(pp_carrier_write_start(&start, text, sizeof text, &length) == PP_OK);
    config.kind = PP_LEG_CARRIER;
    return pp_leg_create(&config, text, length, 8000, &waiting[i]);
}

static pp_status room_create(void) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config pcm = PP_SIZED(pp_leg_config);
    memset(ids, 0, sizeof ids);
    drawn = 3, item = 0;
    config.capacity = 8;
    TRY(pp_room_create(&config, &room));
    for (int i = 0; i < CALLERS; i++) {
        sequence[i] = 2;
        TRY(create_caller(i));
    }
    pcm.kind = PP_LEG_PCM, pcm.encoding = PP_ENCODING_L16, pcm.sample_rate = 24000;
    TRY(pp_leg_create(&pcm, NULL, 0, 8000, &waiting[CALLERS]));
    for (int i = 0; i <= CALLERS; i++) {
        CHECK(pp_room_add(room, waiting[i], &ids[i]) == PP_OK);
        waiting[i] = NULL;
    }
    return PP_OK;
}

static void room_destroy(void) {
    for (int i = 0; i <= CALLERS; i++) pp_leg_destroy(waiting[i]), waiting[i] = NULL;
    pp_room_destroy(room);
    room = NULL;
}

/* A quarter of the time the callers only listen, so that ready-made sound is sent ahead. */
static int quiet(uint64_t n) { return n / 500 % 4 == 3; }

static void speak(int i, uint64_t n, uint64_t now) {
    static uint8_t codes[160], text[1024];
    size_t length = 0;
    uint32_t luck = draw(1000);
    if (!ids[i]) return;
    if (luck < 5) return; /* the network loses it, or the caller's device sleeps */
    CHECK(pp_g711_encode(i == 1 ? PP_ENCODING_ALAW : PP_ENCODING_MULAW, voice8[(n + 9 * (uint64_t)i) % 50], 160, codes,
                         160, &length) == PP_OK);
    if (quiet(n)) memset(codes, i == 1 ? 0xD5 : 0xFF, sizeof codes);
    CHECK(pp_carrier_write_track_media(sequence[i], (uint8_t *)sids[i], 34, PP_CARRIER_INBOUND, sequence[i], n * 20,
                                       codes, 160, text, sizeof text, &length) == PP_OK);
    sequence[i]++;
    CHECK(pp_room_message(room, ids[i], text, length, now) == PP_OK);
    if (luck < 15) CHECK(pp_room_message(room, ids[i], text, length, now) >= PP_ERR_INTERNAL); /* again */
    if (luck > 990) CHECK(pp_room_message(room, ids[i], text, length - 3, now) == PP_ERR_MALFORMED);
    if (luck == 500) {
        CHECK(pp_carrier_write_dtmf(sequence[i]++, (uint8_t *)sids[i], 34, '5', text, sizeof text, &length) == PP_OK);
        CHECK(pp_room_message(room, ids[i], text, length, now) == PP_OK);
    }
}

static void assist(uint64_t n) {
    static uint8_t sound[960];
    pp_leg_id me = ids[CALLERS];
    size_t taken = 0;
    uint64_t phase = n % 400;
    if (phase == 0) item++;
    if (phase < 200) {
        for (int k = 0; k < 960; k++) sound[k] = k & 1 ? (uint8_t)(phase >> 4) : (uint8_t)(k * 3);
        for (int k = 0; k < (quiet(n) ? 3 : 1); k++)
            CHECK(pp_room_write(room, me, item, sound, sizeof sound, phase == 199, &taken) == PP_OK);
    }
    if (phase == 90) CHECK(pp_room_pause(room, me, 1, n * 20000) == PP_OK);
    if (phase == 95) CHECK(pp_room_pause(room, me, 0, n * 20000) == PP_OK);
    if (phase == 150) CHECK(pp_room_flush(room, me, 0) == PP_OK);
}

static void visit(uint64_t n) {
    if (n % 250 == 100 && ids[VISITOR]) {
        CHECK(pp_room_remove(room, ids[VISITOR], &waiting[VISITOR]) == PP_OK);
        CHECK(pp_room_remove(room, ids[VISITOR], &waiting[CALLERS]) == PP_ERR_ARGUMENT);
        ids[VISITOR] = 0;
    } else if (n % 250 == 130 && !ids[VISITOR]) {
        CHECK(pp_room_add(room, waiting[VISITOR], &ids[VISITOR]) == PP_OK);
        waiting[VISITOR] = NULL;
    }
}

/* Plays the carrier's part for what the room sends: marks come back. */
static void deliver(const uint8_t *bytes, const pp_room_output *out, uint64_t now) {
    static uint8_t scratch[8192], echo[512];
    pp_carrier_message message = PP_SIZED(pp_carrier_message);
    size_t length = 0;
    CHECK(pp_carrier_read(bytes, (size_t)out->len, 0, scratch, sizeof scratch, &message) == PP_OK);
    for (int i = 0; i < CALLERS && message.kind == PP_CARRIER_MARK; i++) {
        if (!ids[i] || ids[i] != out->leg) continue;
        CHECK(pp_carrier_write_mark_echo(sequence[i]++, (uint8_t *)sids[i], 34, scratch + message.mark_name.offset,
                                         message.mark_name.length, echo, sizeof echo, &length) == PP_OK);
        CHECK(pp_room_message(room, ids[i], echo, length, now) == PP_OK);
    }
}

static void room_frame(uint64_t n) {
    static uint8_t buffer[PP_ROOM_OUTPUT_MAX];
    uint64_t now = n * 20000 + draw(9000);
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    if (n % 3000 == 2999) now += 70000; /* the host slept */
    for (int i = 0; i < CALLERS; i++) speak(i, n, now);
    assist(n);
    visit(n);
    if (n % 170 == 0) CHECK(pp_room_mark(room, ids[0], (const uint8_t *)"here", 4) == PP_OK);
    if (n % 490 == 0) CHECK(pp_room_clear(room, ids[0]) == PP_OK);
    if (n % 70 == 0) CHECK(pp_room_set_gain(room, ids[0], ids[1], n % 140 ? 0.5f : 1.0f) == PP_OK);
    if (n % 300 == 0) CHECK(pp_room_set_tap(room, ids[1], (uint32_t)(n / 300 % 3)) == PP_OK);
    CHECK(pp_room_message(room, ids[0] + 1000, buffer, 10, now) == PP_ERR_ARGUMENT);
    CHECK(pp_room_tick(room, now, NULL) == PP_OK);
    if (n % 9 == 0) CHECK(pp_room_poll(room, buffer, 1, &out) != PP_ERR_ARGUMENT);
    while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_MESSAGE) deliver(buffer, &out, now);
    }
    CHECK(got == PP_ROOM_WAIT);
    if (n % 2000 == 1999) {
        pp_leg_stats stats = PP_SIZED(pp_leg_stats);
        CHECK(pp_room_leg_stats(room, ids[0], &stats) == PP_OK);
        CHECK(stats.sent_ahead > 0);
    }
    if (n % 250 == 249) {
        pp_quality quality = PP_SIZED(pp_quality);
        CHECK(pp_room_quality(room, ids[0], &quality) == PP_OK && quality.window_ms == (pp_features() & PP_FEATURE_LISTENING ? 5000 : 0));
    }
    if (n % 100 == 0) {
        pp_leg_stats stats = PP_SIZED(pp_leg_stats);
        CHECK(pp_room_leg_stats(room, ids[0], &stats) == PP_OK && stats.frames_out > 0);
        CHECK(pp_room_leg_stats(room, 0, &stats) == PP_ERR_ARGUMENT);
    }
}

const stage room_stage = {"room", room_create, room_frame, room_destroy};
