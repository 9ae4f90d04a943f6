/* The stage of the scenario that holds a Discord voice connection: a small voice server plays the other side, sound goes
 * from a Room through the session and back as if somebody else had said it. */
#include "stages.h"

#include <stdio.h>
#include <string.h>

enum { OTHER = 77 };
static pp_voice *session;
static pp_room *hall;
static pp_leg *spare[2];
static pp_leg_id channel_leg, voice_leg;
static pp_transport *server_side; /* opens what the session sends, and seals what it is sent         */
static uint8_t buffer[PP_VOICE_OUTPUT_MAX];
static uint32_t socket_number, heard, sent;
static uint64_t noise;

static uint32_t dice(uint32_t below) {
    noise = noise * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(noise >> 33) % below;
}

static pp_status voice_create(void) {
    pp_voice_config vc = PP_SIZED(pp_voice_config);
    pp_room_config rc = PP_SIZED(pp_room_config);
    pp_leg_config lc = PP_SIZED(pp_leg_config);
    pp_transport_config tc = PP_SIZED(pp_transport_config);
    uint8_t key[PP_TRANSPORT_KEY];
    for (int i = 0; i < PP_TRANSPORT_KEY; i++) key[i] = (uint8_t)i;
    socket_number = heard = sent = 0, noise = 5;
    vc.user = 42, vc.plain_allowed = 1, vc.no_aes = 1;
    TRY(pp_voice_create(&vc, &session));
    tc.mode = PP_TRANSPORT_XCHACHA20_POLY1305;
    TRY(pp_transport_create(&tc, key, sizeof key, &server_side));
    TRY(pp_room_create(&rc, &hall));
    lc.kind = PP_LEG_DISCORD, lc.speakers = 4, lc.speaker_taps = 1;
    TRY(pp_leg_create(&lc, NULL, 0, 8000, &spare[0]));
    lc.kind = PP_LEG_PCM, lc.encoding = PP_ENCODING_L16;
    TRY(pp_leg_create(&lc, NULL, 0, 8000, &spare[1]));
    CHECK(pp_room_add(hall, spare[0], &channel_leg) == PP_OK && pp_room_add(hall, spare[1], &voice_leg) == PP_OK);
    spare[0] = spare[1] = NULL;
    CHECK(pp_room_set_speaker_taps(hall, channel_leg, 1) == PP_OK);
    CHECK(pp_room_set_speaker_taps(hall, voice_leg, 1) == PP_ERR_STATE);
    CHECK(pp_voice_join(session, 1, 2, 0, 0) == PP_OK);
    return PP_OK;
}

static void voice_destroy(void) {
    for (int i = 0; i < 2; i++) pp_leg_destroy(spare[i]), spare[i] = NULL;
    pp_room_destroy(hall), pp_transport_destroy(server_side), pp_voice_destroy(session);
    hall = NULL, server_side = NULL, session = NULL;
}

static void tell(const char *text, uint64_t now) {
    CHECK(pp_voice_text(session, socket_number, (const uint8_t *)text, strlen(text), now) == PP_OK);
}

static void describe(uint64_t now) {
    char text[400];
    size_t at = (size_t)snprintf(text, sizeof text, "{\"op\":4,\"d\":{\"mode\":\"aead_xchacha20_poly1305_rtpsize\",\"secret_key\":[");
    for (int i = 0; i < 32; i++) at += (size_t)snprintf(text + at, sizeof text - at, "%s%d", i ? "," : "", i);
    snprintf(text + at, sizeof text - at, "],\"dave_protocol_version\":0}}");
    tell(text, now);
}

static void answer(const uint8_t *bytes, size_t len, uint64_t now) {
    if (!memcmp(bytes, "{\"op\":0,", 8)) {
        tell("{\"op\":8,\"d\":{\"heartbeat_interval\":13750}}", now);
        tell("{\"op\":2,\"d\":{\"ssrc\":9,\"ip\":\"127.0.0.1\",\"port\":5,\"modes\":[\"aead_xchacha20_poly1305_rtpsize\"]}}", now);
        tell("{\"op\":5,\"seq\":0,\"d\":{\"user_id\":\"77\",\"ssrc\":10,\"speaking\":1}}", now);
    } else if (!memcmp(bytes, "{\"op\":1,", 8)) {
        describe(now);
    } else if (!memcmp(bytes, "{\"op\":7,", 8)) {
        tell("{\"op\":8,\"d\":{\"heartbeat_interval\":13750}}", now);
        tell("{\"op\":9,\"d\":null}", now);
    } else if (!memcmp(bytes, "{\"op\":3,", 8)) {
        tell("{\"op\":6,\"d\":{\"t\":0}}", now);
    }
    CHECK(len > 8);
}

/* What the session sends comes back as the sound of somebody else, with losses and damage. */
static void reflect(uint8_t *bytes, size_t len, uint64_t now) {
    static uint8_t packet[1600];
    size_t n = 0;
    if (len == 74) {
        bytes[1] = 2;
        memcpy(bytes + 8, "192.0.2.1", 9);
        bytes[73] = 1;
        CHECK(pp_voice_datagram(session, bytes, len, now) == PP_OK);
        return;
    }
    if (len < 30) return;
    CHECK(pp_transport_open(server_side, bytes, len, &n) == PP_OK);
    sent++;
    bytes[11] = 10;
    memcpy(packet, bytes, n);
    CHECK(pp_transport_seal(server_side, packet, sizeof packet, n, &n) == PP_OK);
    if (dice(100) < 3) return;
    if (dice(100) < 3) packet[20] ^= 1;
    CHECK(pp_voice_datagram(session, packet, n, now) == PP_OK);
    if (dice(100) < 3) CHECK(pp_voice_datagram(session, packet, n, now) == PP_OK);
}

static void serve(uint64_t now) {
    pp_voice_output out = PP_SIZED(pp_voice_output);
    pp_status got;
    CHECK(pp_voice_tick(session, now) == PP_OK);
    while ((got = pp_voice_poll(session, buffer, sizeof buffer, &out)) > PP_VOICE_WAIT) {
        if (got == PP_VOICE_SIGNAL && out.channel) {
            CHECK(pp_voice_state(session, (const uint8_t *)"s", 1, 2, 0, now) == PP_OK);
            CHECK(pp_voice_server(session, (const uint8_t *)"a:1", 3, (const uint8_t *)"t", 1, now) == PP_OK);
        } else if (got == PP_VOICE_CONNECT) {
            socket_number = out.connection;
            CHECK(pp_voice_opened(session, socket_number, now) == PP_OK);
        } else if (got == PP_VOICE_TEXT) {
            answer(buffer, (size_t)out.len, now);
        } else if (got == PP_VOICE_DATAGRAM) {
            reflect(buffer, (size_t)out.len, now);
        } else if (got == PP_VOICE_MEDIA) {
            heard++;
            CHECK(out.user == OTHER);
            CHECK(pp_room_packet(hall, channel_leg, out.user, out.ssrc, (uint16_t)out.sequence, out.timestamp, buffer,
                                 (size_t)out.len, now) == PP_OK);
        }
    }
    CHECK(got == PP_VOICE_WAIT);
}

static void voice_frame(uint64_t n) {
    static uint8_t sound[320];
    uint64_t now = n * 20000 + dice(5000);
    size_t taken;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    if (n % 400 < 200) {
        for (int k = 0; k < 320; k++) sound[k] = (uint8_t)(voice8[n % 50][k / 2] >> (k & 1 ? 8 : 0));
        CHECK(pp_room_write(hall, voice_leg, 1, sound, sizeof sound, 0, &taken) == PP_OK);
    }
    CHECK(pp_room_tick(hall, now, NULL) == PP_OK);
    while ((got = pp_room_poll(hall, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_PACKET) {
            pp_status status = pp_voice_send(session, buffer, (size_t)out.len, now);
            CHECK(status == PP_OK || status == PP_ERR_STATE);
        }
        if (got == PP_ROOM_SPEAKER) CHECK(out.user == OTHER && out.leg == channel_leg);
    }
    if (n % 50 == 7) CHECK(pp_voice_text(session, socket_number, sound, dice(200), now) != PP_ERR_ARGUMENT);
    if (n % 50 == 9) CHECK(pp_voice_binary(session, socket_number, sound, dice(200), now) != PP_ERR_ARGUMENT);
    if (n % 50 == 11) CHECK(pp_voice_datagram(session, sound, dice(320), now) == PP_OK);
    if (n % 1000 == 500) CHECK(pp_voice_closed(session, socket_number, n % 2000 == 500 ? 4015 : 4006, now) == PP_OK);
    if (n % 3000 == 2700)
        CHECK(pp_voice_server(session, (const uint8_t *)"b:2", 3, (const uint8_t *)"t", 1, now) == PP_OK);
    serve(now);
    if (n % 1000 == 999) {
        pp_voice_stats stats = PP_SIZED(pp_voice_stats);
        CHECK(pp_voice_read(session, &stats) == PP_OK && stats.sent > 0 && stats.state == PP_VOICE_STATE_READY);
        CHECK(heard > 0 && sent > heard / 2);
    }
}

const stage voice_stage = {"voice", voice_create, voice_frame, voice_destroy};
