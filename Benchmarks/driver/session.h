/* A Discord voice session that is ready, without a server: what a gateway would say is said here. */
#ifndef SESSION_H
#define SESSION_H

#include "sealing.h"

typedef struct session {
    pp_voice *voice;
    uint32_t socket;
} session;

static inline void tell(session *s, const char *text, uint64_t now) {
    must(pp_voice_text(s->voice, s->socket, (const uint8_t *)text, strlen(text), now));
}

static inline void describe(session *s, uint64_t now) {
    char text[400];
    size_t at = (size_t)snprintf(text, sizeof text, "{\"op\":4,\"d\":{\"mode\":\"aead_aes256_gcm_rtpsize\",\"secret_key\":[");
    for (int i = 0; i < 32; i++) at += (size_t)snprintf(text + at, sizeof text - at, "%s%d", i ? "," : "", i);
    snprintf(text + at, sizeof text - at, "],\"dave_protocol_version\":1}}");
    tell(s, text, now);
}

/* The gateway's part, also while sound flows: heartbeats are answered. */
static inline void answer(session *s, const uint8_t *bytes, uint64_t now) {
    if (!memcmp(bytes, "{\"op\":0,", 8)) {
        tell(s, "{\"op\":8,\"d\":{\"heartbeat_interval\":13750}}", now);
        tell(s, "{\"op\":2,\"d\":{\"ssrc\":9,\"ip\":\"127.0.0.1\",\"port\":5,\"modes\":[\"aead_aes256_gcm_rtpsize\"]}}", now);
        tell(s, "{\"op\":5,\"seq\":0,\"d\":{\"user_id\":\"77\",\"ssrc\":10,\"speaking\":1}}", now);
    } else if (!memcmp(bytes, "{\"op\":1,", 8)) {
        describe(s, now);
    } else if (!memcmp(bytes, "{\"op\":3,", 8)) {
        tell(s, "{\"op\":6,\"d\":{\"t\":0}}", now);
    }
}

static inline void make_session(session *s) {
    static uint8_t bytes[PP_VOICE_OUTPUT_MAX];
    pp_voice_config config = PP_SIZED(pp_voice_config);
    pp_voice_output out = PP_SIZED(pp_voice_output);
    pp_status got;
    config.user = 42;
    pp_voice_destroy(s->voice);
    must(pp_voice_create(&config, &s->voice));
    must(pp_voice_join(s->voice, 1, 2, 0, 0));
    must(pp_voice_tick(s->voice, 0));
    while ((got = pp_voice_poll(s->voice, bytes, sizeof bytes, &out)) > PP_VOICE_WAIT) {
        must(pp_voice_tick(s->voice, 0));
        if (got == PP_VOICE_SIGNAL) {
            must(pp_voice_state(s->voice, (const uint8_t *)"s", 1, 2, 0, 0));
            must(pp_voice_server(s->voice, (const uint8_t *)"a:1", 3, (const uint8_t *)"t", 1, 0));
        } else if (got == PP_VOICE_CONNECT) {
            s->socket = out.connection;
            must(pp_voice_opened(s->voice, s->socket, 0));
        } else if (got == PP_VOICE_TEXT) {
            answer(s, bytes, 0);
        } else if (got == PP_VOICE_DATAGRAM && out.len == 74) {
            bytes[1] = 2, bytes[73] = 1;
            memcpy(bytes + 8, "192.0.2.1", 9);
            must(pp_voice_datagram(s->voice, bytes, out.len, 0));
        } else if (got == PP_VOICE_DAVE && out.what == PP_VOICE_DAVE_OPEN) {
            pp_dave_update *update = make_keys();
            must(pp_voice_dave_keys(s->voice, out.group, update, 0));
            pp_dave_update_destroy(update);
        }
    }
    must(got);
    pp_voice_stats stats = PP_SIZED(pp_voice_stats);
    must(pp_voice_read(s->voice, &stats));
    if (stats.state != PP_VOICE_STATE_READY || stats.muted) fprintf(stderr, "bench: the voice session is not ready\n"), exit(1);
}

#endif
