/* The exchange as little C as does it: `relay PORT [CERTIFICATE KEY]`. Each caller's sound goes to whoever else is in the room, or back to him while he
 * is alone. Two programs of one source:
 *
 *   relay   parses the message, decodes base64, encodes it again under the other stream's name, and sends it at once. No jitter
 *           buffer, no mix, no pacing: what moving the bytes costs.
 *   rooms   (-DROOMS) the same loop around libphonepatch: a Room with jitter buffers, mix, limiter, pacing and statistics, ticked
 *           every 20 ms. What the server could cost, if it were nothing but this loop. */
#define _GNU_SOURCE
#include "ws.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#ifdef ROOMS
#include <phonepatch.h>
#endif

enum { HELD = 8192, MEMBERS = 8 };

typedef struct caller {
    line line;
    int up, room;
    size_t held;
    uint8_t bytes[HELD];
    char sid[64];
    size_t sid_length;
#ifdef ROOMS
    pp_leg_id leg;
#endif
} caller;

typedef struct place {
    caller *members[MEMBERS];
    int count;
#ifdef ROOMS
    pp_room *room;
    uint64_t due;
#endif
} place;

static place places[MOST_STREAMS];
static int watch;

static void send_text(caller *to, const char *text, size_t length) {
    uint8_t frame[4200];
    size_t at = ws_head(frame, 1, length, NULL);
    memcpy(frame + at, text, length);
    // Whoever does not read loses it.
    if (line_send(&to->line, frame, at + length) < 0 && errno != EAGAIN) to->up = 0;
}

#ifdef ROOMS
static void must(pp_status status) {
    if (status < 0) fprintf(stderr, "%s\n", pp_status_text(status)), exit(1);
}

static void enter(caller *c, const char *start, size_t length) {
    place *p = &places[c->room];
    pp_leg_config config = PP_SIZED(pp_leg_config);
    pp_room_config rooms = PP_SIZED(pp_room_config);
    pp_leg *leg;
    static unsigned made;
    if (!p->room) {
        rooms.capacity = 32;
        must(pp_room_create(&rooms, &p->room));
        p->due = now_us() + made++ % 20 * 1000;
    }
    config.kind = PP_LEG_CARRIER;
    must(pp_leg_create(&config, (const uint8_t *)start, length, 8000, &leg));
    must(pp_room_add(p->room, leg, &c->leg));
}

static void message(caller *c, const char *text, size_t length) {
    (void)!pp_room_message(places[c->room].room, c->leg, (const uint8_t *)text, length, now_us());
}

static void tick(place *p) {
    static uint8_t bytes[PP_ROOM_OUTPUT_MAX];
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    must(pp_room_tick(p->room, now_us(), NULL));
    while ((got = pp_room_poll(p->room, bytes, sizeof bytes, &out)) > PP_ROOM_WAIT) {
        for (int i = 0; got == PP_ROOM_MESSAGE && i < p->count; i++)
            if (p->members[i]->leg == out.leg) send_text(p->members[i], (const char *)bytes, out.len);
    }
    must(got);
}

/* Ticks every room that is due; how long until the next, in ms. */
static int ticks(void) {
    uint64_t next = UINT64_MAX;
    for (int i = 0; i < MOST_STREAMS; i++) {
        place *p = &places[i];
        if (!p->room) continue;
        for (uint64_t now = now_us(); p->due <= now; p->due += FRAME_US) {
            tick(p);
            if (now - p->due > 2 * FRAME_US) p->due = now;
        }
        if (p->due < next) next = p->due;
    }
    uint64_t now = now_us();
    return next == UINT64_MAX ? -1 : next > now ? (int)((next - now + 999) / 1000) : 0;
}
#else
static int8_t value[256];

static void enter(caller *c, const char *start, size_t length) { (void)c, (void)start, (void)length; }

static void message(caller *c, const char *text, size_t length) {
    size_t n, size = 0;
    const char *event = member(text, length, "event", &n), *payload;
    uint8_t sound[512];
    char out[1024];
    if (!event || n != 5 || memcmp(event, "media", 5) || !(payload = member(text, length, "payload", &n)) || n > 600) return;
    for (size_t i = 0; i + 4 <= n; i += 4, size += 3) {
        uint32_t v = (uint32_t)value[(uint8_t)payload[i]] << 18 | (uint32_t)value[(uint8_t)payload[i + 1]] << 12 |
                     (uint32_t)(value[(uint8_t)payload[i + 2]] & 63) << 6 | (uint32_t)(value[(uint8_t)payload[i + 3]] & 63);
        sound[size] = (uint8_t)(v >> 16), sound[size + 1] = (uint8_t)(v >> 8), sound[size + 2] = (uint8_t)v;
    }
    size -= n > 1 ? (payload[n - 1] == '=') + (payload[n - 2] == '=') : 0;
    place *p = &places[c->room];
    for (int i = 0; i < p->count; i++) {
        caller *to = p->members[i];
        if (to == c && p->count > 1) continue;
        size_t at = (size_t)snprintf(out, sizeof out, "{\"event\":\"media\",\"streamSid\":\"%s\",\"media\":{\"payload\":\"", to->sid);
        at += base64(sound, size, out + at);
        memcpy(out + at, "\"}}", 3);
        send_text(to, out, at + 3);
    }
}

static int ticks(void) { return -1; }
#endif

static void hear(caller *c, const char *text, size_t length) {
    if (c->sid_length) return message(c, text, length);
    size_t n = 0, m = 0;
    const char *sid = member(text, length, "streamSid", &n), *room = member(text, length, "room", &m);
    if (!sid || !room || n >= sizeof c->sid) return;
    memcpy(c->sid, sid, n), c->sid_length = n;
    c->room = atoi(room + 6) % MOST_STREAMS;  // "bench-7"
    place *p = &places[c->room];
    if (p->count == MEMBERS) return;
    enter(c, text, length);
    p->members[p->count++] = c;
}

static void close_caller(caller *c) {
    place *p = &places[c->room];
    for (int i = 0; i < p->count; i++)
        if (p->members[i] == c) p->members[i] = p->members[--p->count];
#ifdef ROOMS
    pp_leg *leg = NULL;
    if (c->sid_length && pp_room_remove(p->room, c->leg, &leg) == PP_OK) pp_leg_destroy(leg);
#endif
    line_close(&c->line);
    free(c);
}

/* 1 while there may be more. */
static int take_some(caller *c) {
    ssize_t got = line_recv(&c->line, c->bytes + c->held, HELD - c->held);
    if (got < 0 && errno == EAGAIN) return 0;
    if (got <= 0) return close_caller(c), 0;
    c->held += (size_t)got;
    // TLS hands out a record at a time.
    int more = c->line.tls && SSL_has_pending(c->line.tls);
    if (!c->up && !(c->up = ws_greet(&c->line, c->bytes, &c->held))) return more;
    size_t at = 0;
    for (ws_frame f; ws_next(c->bytes + at, c->held - at, &f); at += f.whole) {
        if (f.opcode == 8) return close_caller(c), 0;
        if (f.opcode == 1) hear(c, (const char *)f.bytes, f.length);
    }
    memmove(c->bytes, c->bytes + at, c->held -= at);
    return more;
}

static void take(caller *c) {
    while (take_some(c)) {}
}

int main(int argc, char **argv) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argc > 1 ? argv[1] : "0")), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event ready[64], event = {.events = EPOLLIN};
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
#ifndef ROOMS
    for (int i = 0; i < 64; i++) value[(uint8_t)"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i]] = (int8_t)i;
#endif
    SSL_CTX *tls = argc > 3 ? tls_context(argv[2], argv[3]) : NULL;
    watch = epoll_create1(EPOLL_CLOEXEC);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 1024) || epoll_ctl(watch, EPOLL_CTL_ADD, door, &event)) fail("listen");
    for (;;) {
        int n = epoll_wait(watch, ready, 64, ticks());
        for (int i = 0; i < n; i++) {
            if (ready[i].data.ptr) {
                take(ready[i].data.ptr);
                continue;
            }
            caller *c = calloc(1, sizeof *c);
            if (!c || (c->line.fd = accept4(door, NULL, NULL, SOCK_CLOEXEC)) < 0) fail("accept");
            setsockopt(c->line.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            if (tls) {
                never_wait(c->line.fd);
                if (!(c->line.tls = SSL_new(tls)) || SSL_set_fd(c->line.tls, c->line.fd) != 1) fail("TLS");
                SSL_set_accept_state(c->line.tls);
            }
            event.data.ptr = c;
            if (epoll_ctl(watch, EPOLL_CTL_ADD, c->line.fd, &event)) fail("epoll");
        }
    }
}
