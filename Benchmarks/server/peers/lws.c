/* The exchange on libwebsockets: `lws PORT [CERTIFICATE KEY]`, as its minimal examples do it. JSON and base64 as in ../relay.c. */
#define _GNU_SOURCE
#include <libwebsockets.h>

#include "../ws.h"

enum { QUEUE = 16 };

typedef struct caller {
    struct lws *wsi;
    struct caller *other;
    char sid[64], waiting[QUEUE][400];
    int lengths[QUEUE], first, count;
} caller;

static caller *alone[MOST_STREAMS];

static void queue(caller *to, const char *payload, size_t length) {
    uint8_t sound[512];
    char text[400];
    int size = lws_b64_decode_string_len(payload, (int)length, (char *)sound, sizeof sound), at;
    if (size < 0 || to->count == QUEUE) return;
    at = snprintf(text, sizeof text, "{\"event\":\"media\",\"streamSid\":\"%s\",\"media\":{\"payload\":\"", to->sid);
    at += (int)base64(sound, (size_t)size, text + at);
    memcpy(text + at, "\"}}", 3), at += 3;
    int slot = (to->first + to->count++) % QUEUE;
    memcpy(to->waiting[slot], text, (size_t)at), to->lengths[slot] = at;
    lws_callback_on_writable(to->wsi);
}

static void hear(caller *c, const char *text, size_t length) {
    size_t n = 0, m = 0;
    const char *event = member(text, length, "event", &n), *payload, *room, *sid;
    if (event && n == 5 && !memcmp(event, "media", 5) && (payload = member(text, length, "payload", &m))) {
        queue(c->other ? c->other : c, payload, m);
    } else if ((room = member(text, length, "room", &n)) && (sid = member(text, length, "streamSid", &m)) && m < sizeof c->sid) {
        caller **seat = &alone[atoi(room + 6) % MOST_STREAMS];
        memcpy(c->sid, sid, m);
        if (*seat) c->other = *seat, c->other->other = c, *seat = NULL;
        else *seat = c;
    }
}

static int serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    caller *c = user;
    static unsigned char out[LWS_PRE + 400];
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED: memset(c, 0, sizeof *c), c->wsi = wsi; break;
    case LWS_CALLBACK_RECEIVE: hear(c, in, length); break;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        if (!c->count) break;
        memcpy(out + LWS_PRE, c->waiting[c->first], (size_t)c->lengths[c->first]);
        if (lws_write(wsi, out + LWS_PRE, (size_t)c->lengths[c->first], LWS_WRITE_TEXT) < 0) return -1;
        c->first = (c->first + 1) % QUEUE;
        if (--c->count) lws_callback_on_writable(wsi);
        break;
    case LWS_CALLBACK_CLOSED:
        if (c->other) c->other->other = NULL;
        for (int i = 0; i < MOST_STREAMS; i++)
            if (alone[i] == c) alone[i] = NULL;
        break;
    default: break;
    }
    return 0;
}

int main(int argc, char **argv) {
    static const struct lws_protocols protocols[] = {{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0}, {"media", serve, sizeof(caller), 4096, 0, NULL, 0}, {0}};
    struct lws_context_creation_info info = {0};
    lws_set_log_level(LLL_ERR, NULL);
    info.port = argc > 1 ? atoi(argv[1]) : 0;
    info.iface = "127.0.0.1";
    // A stream names no subprotocol: the one of index 1 is the default.
    info.protocols = protocols + 1;
    if (argc > 3) {
        info.ssl_cert_filepath = argv[2], info.ssl_private_key_filepath = argv[3];
        info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    }
    struct lws_context *context = lws_create_context(&info);
    if (!context) return 1;
    while (lws_service(context, 0) >= 0) {}
    return 0;
}
