/* Calls between a telephone and a Discord channel, as little C around libphonepatch as does it: `bridged PORT COURIERS`.
 *
 * One loop on epoll. A caller's media stream comes in by WebSocket on PORT, as in relay.c. The channel's sound comes and goes by a UDP socket
 * for each call; its voice WebSocket and the main gateway are a courier's (bindings/c/tests/courier.py), who connects to the port COURIERS
 * once for each call, says "call ROOM USER GUILD CHANNEL", and carries the lines of bindings/c/examples/discord_voice.c. Once a channel is
 * joined that is a heartbeat every some seconds. The voice connection begins when the caller is there. What the server could cost
 * if it were nothing but this loop. */
#define _GNU_SOURCE
#include "ws.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <phonepatch.h>
#include <sys/epoll.h>

enum { HELD = 8192, LINES = 2 * PP_VOICE_OUTPUT_MAX + 64, CALLS = 500 };

typedef enum kind { DOOR, COURIERS, CALLER, COURIER, UDP } kind;

typedef struct call call;

/* What epoll gives back. */
typedef struct source {
    kind kind;
    void *of;
} source;

typedef struct caller {
    source source;
    line line;
    int up;
    size_t held;
    uint8_t bytes[HELD];
    call *call;
} caller;

struct call {
    source courier_source, udp_source;
    int courier, udp;
    uint64_t user, guild, channel;
    size_t used;
    char *text;
    caller *caller;
    pp_room *room;
    pp_leg_id phone, discord;
    uint64_t due, wake;
    pp_voice *voice;
    pp_dave_session *group;
    pp_dave_update *update;
    uint32_t group_number;
};

static call *calls[CALLS];
static int watch, most;
static uint8_t buffer[PP_VOICE_OUTPUT_MAX];

static void must(pp_status status) {
    if (status < 0) fprintf(stderr, "%s\n", pp_status_text(status)), exit(1);
}

/* What cannot be taken now is counted by the session itself. */
static void may(pp_status status) { (void)status; }

static void add(int fd, source *s, kind kind, void *of) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
    s->kind = kind, s->of = of;
    if (epoll_ctl(watch, EPOLL_CTL_ADD, fd, &event)) fail("epoll");
}

/* ---- lines to the courier ---- */

static void tell(call *c, const char *text, size_t length) {
    while (length) {
        ssize_t n = send(c->courier, text, length, MSG_NOSIGNAL);
        if (n <= 0) fail("the courier");
        text += n, length -= (size_t)n;
    }
}

static void tell_bytes(call *c, const char *head, uint32_t number, size_t length, int hex) {
    static char text[LINES];
    size_t at = (size_t)snprintf(text, sizeof text, "%s %" PRIu32 " ", head, number);
    if (hex)
        for (size_t i = 0; i < length; i++) at += (size_t)sprintf(text + at, "%02x", buffer[i]);
    else
        memcpy(text + at, buffer, length), at += length;
    text[at++] = '\n';
    tell(c, text, at);
}

static void tell_numbers(call *c, const char *head, uint64_t one, uint64_t other) {
    char text[80];
    tell(c, text, (size_t)snprintf(text, sizeof text, "%s %" PRIu64 " %" PRIu64 "\n", head, one, other));
}

/* ---- the channel ---- */

static void open_path(call *c, unsigned port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (c->udp >= 0) close(c->udp);
    if (inet_pton(AF_INET, (char *)buffer, &to.sin_addr) != 1 || (c->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0 ||
        connect(c->udp, (struct sockaddr *)&to, sizeof to))
        fail("UDP");
    add(c->udp, &c->udp_source, UDP, c);
}

static void answer_group(call *c) {
    static uint8_t message[PP_VOICE_OUTPUT_MAX];
    pp_dave_output out = PP_SIZED(pp_dave_output);
    size_t length = 0;
    while (c->group && pp_dave_poll(c->group, message, sizeof message, &length, &out) == PP_OK && out.kind != PP_DAVE_OUT_NONE) {
        if (out.kind == PP_DAVE_OUT_BINARY) may(pp_voice_dave_binary(c->voice, c->group_number, message, length));
        if (out.kind == PP_DAVE_OUT_READY) may(pp_voice_dave_ready(c->voice, c->group_number, out.transition));
        if (out.kind == PP_DAVE_OUT_INVALID) may(pp_voice_dave_invalid(c->voice, c->group_number, out.transition));
        if (out.kind == PP_DAVE_OUT_UPDATE && pp_dave_take(c->group, c->update) == PP_OK) may(pp_voice_dave_keys(c->voice, c->group_number, c->update, now_us()));
    }
}

static void tell_group(call *c, const pp_voice_output *out) {
    uint64_t now = now_us();
    if (out->what == PP_VOICE_DAVE_OPEN) {
        pp_dave_session_config config = PP_SIZED(pp_dave_session_config);
        config.user = c->user, config.channel = out->channel, config.allow_plain = out->value == 0;
        pp_dave_session_destroy(c->group);
        c->group_number = out->group;
        must(pp_dave_session_create(&config, &c->group));
    }
    switch (out->what) {
    case PP_VOICE_DAVE_START: may(pp_dave_start(c->group, (uint32_t)out->value, now)); break;
    case PP_VOICE_DAVE_CONNECTED: may(pp_dave_connect(c->group, out->user)); break;
    case PP_VOICE_DAVE_DISCONNECTED: may(pp_dave_disconnect(c->group, out->user)); break;
    case PP_VOICE_DAVE_MESSAGE: may(pp_dave_receive(c->group, buffer, (size_t)out->len, now)); break;
    case PP_VOICE_DAVE_PREPARE_TRANSITION: may(pp_dave_prepare_transition(c->group, (uint16_t)out->transition, (uint32_t)out->value, now)); break;
    case PP_VOICE_DAVE_EXECUTE_TRANSITION: may(pp_dave_execute_transition(c->group, (uint16_t)out->transition, now)); break;
    case PP_VOICE_DAVE_PREPARE_EPOCH: may(pp_dave_prepare_epoch(c->group, out->extra, (uint32_t)out->value, now)); break;
    case PP_VOICE_DAVE_RECOVER: may(pp_dave_recover(c->group, now)); break;
    }
    answer_group(c);
}

static void serve_voice(call *c) {
    pp_voice_output out = PP_SIZED(pp_voice_output);
    pp_status got;
    while ((got = pp_voice_poll(c->voice, buffer, sizeof buffer, &out)) > PP_VOICE_WAIT) {
        size_t length = (size_t)out.len;
        switch (got) {
        case PP_VOICE_SIGNAL: tell_numbers(c, "signal", out.guild, out.channel); break;
        case PP_VOICE_CONNECT: tell_bytes(c, "connect", out.connection, length, 0); break;
        case PP_VOICE_DISCONNECT: tell_numbers(c, "disconnect", out.connection, out.code); break;
        case PP_VOICE_TEXT: tell_bytes(c, "text", out.connection, length, 0); break;
        case PP_VOICE_BINARY: tell_bytes(c, "binary", out.connection, length, 1); break;
        case PP_VOICE_PATH: buffer[length] = 0, open_path(c, out.code); break;
        case PP_VOICE_DATAGRAM: (void)!send(c->udp, buffer, length, MSG_DONTWAIT); break;
        case PP_VOICE_MEDIA: may(pp_room_packet(c->room, c->discord, out.user, out.ssrc, (uint16_t)out.sequence, out.timestamp, buffer, length, now_us())); break;
        case PP_VOICE_DAVE: tell_group(c, &out); break;
        case PP_VOICE_EVENT:
            if (out.what == PP_VOICE_EVENT_ENDED) fprintf(stderr, "a voice connection ended\n"), exit(1);
            break;
        }
    }
    must(got);
    c->wake = out.wake_us;
}

static void datagrams(call *c) {
    ssize_t length;
    while ((length = recv(c->udp, buffer, sizeof buffer, MSG_DONTWAIT)) > 0) may(pp_voice_datagram(c->voice, buffer, (size_t)length, now_us()));
    serve_voice(c);
}

static void take_line(call *c, char *text) {
    static uint8_t bytes[PP_VOICE_OUTPUT_MAX];
    char first[520], second[520];
    uint64_t number = 0, now = now_us();
    uint32_t code = 0;
    int place = 0, room;
    if (sscanf(text, "call %d %" SCNu64 " %" SCNu64 " %" SCNu64, &room, &c->user, &c->guild, &c->channel) == 4) {
        if (room < 0 || room >= CALLS || calls[room]) fprintf(stderr, "not a room: %d\n", room), exit(1);
        calls[room] = c;
        if (room >= most) most = room + 1;
    } else if (!c->voice) {
        return;
    } else if (sscanf(text, "state %519s %" SCNu64, first, &number) == 2) {
        may(pp_voice_state(c->voice, (uint8_t *)first, strlen(first), number, 0, now));
    } else if (sscanf(text, "server %519s %519s", first, second) == 2) {
        may(pp_voice_server(c->voice, (uint8_t *)first, strlen(first), (uint8_t *)second, strlen(second), now));
    } else if (sscanf(text, "open %" SCNu64, &number) == 1) {
        may(pp_voice_opened(c->voice, (uint32_t)number, now));
    } else if (sscanf(text, "close %" SCNu64 " %" SCNu32, &number, &code) == 2) {
        may(pp_voice_closed(c->voice, (uint32_t)number, code, now));
    } else if (sscanf(text, "text %" SCNu64 " %n", &number, &place) == 1 && place) {
        may(pp_voice_text(c->voice, (uint32_t)number, (uint8_t *)text + place, strlen(text + place), now));
    } else if (sscanf(text, "binary %" SCNu64 " %n", &number, &place) == 1 && place) {
        size_t length = 0;
        unsigned byte;
        while (length < sizeof bytes && sscanf(text + place + 2 * length, "%2x", &byte) == 1) bytes[length++] = (uint8_t)byte;
        may(pp_voice_binary(c->voice, (uint32_t)number, bytes, length, now));
    }
}

static void lines(call *c) {
    char *end;
    ssize_t more = recv(c->courier, c->text + c->used, LINES - 1 - c->used, MSG_DONTWAIT);
    if (more <= 0) exit(0);
    c->text[c->used += (size_t)more] = 0;
    while ((end = strchr(c->text, '\n'))) {
        *end = 0;
        take_line(c, c->text);
        c->used -= (size_t)(end + 1 - c->text);
        memmove(c->text, end + 1, c->used + 1);
    }
    if (c->voice) serve_voice(c);
}

/* ---- the caller ---- */

/* As the server has it: room of 8 kHz, what is sent to Discord at 48 kbit/s. */
static void enter(caller *from, const char *start, size_t length) {
    size_t n = 0;
    const char *room = member(start, length, "room", &n);
    int number = room ? atoi(room + 6) : -1;  // "bench-7"
    call *c = number >= 0 && number < most ? calls[number] : NULL;
    pp_room_config rooms = PP_SIZED(pp_room_config);
    pp_leg_config legs = PP_SIZED(pp_leg_config);
    pp_voice_config voices = PP_SIZED(pp_voice_config);
    pp_dave_update_config updates = PP_SIZED(pp_dave_update_config);
    pp_leg *leg;
    if (!c || c->caller) return;
    from->call = c, c->caller = from;
    rooms.capacity = 44;
    must(pp_room_create(&rooms, &c->room));
    legs.kind = PP_LEG_CARRIER;
    must(pp_leg_create(&legs, (const uint8_t *)start, length, 8000, &leg));
    must(pp_room_add(c->room, leg, &c->phone));
    legs.kind = PP_LEG_DISCORD, legs.bitrate = 48000;
    must(pp_leg_create(&legs, NULL, 0, 8000, &leg));
    must(pp_room_add(c->room, leg, &c->discord));
    voices.user = c->user, voices.seed = now_us();
    must(pp_voice_create(&voices, &c->voice));
    must(pp_dave_update_create(&updates, &c->update));
    must(pp_voice_join(c->voice, c->guild, c->channel, 0, now_us()));
    c->due = now_us() + (unsigned)number % 20 * 1000;
    serve_voice(c);
}

static void hear(caller *from, const char *text, size_t length) {
    if (from->call) return may(pp_room_message(from->call->room, from->call->phone, (const uint8_t *)text, length, now_us()));
    if (memmem(text, length, "\"start\"", 7)) enter(from, text, length);
}

static void hang_up(caller *from) {
    // Calls end with the program.
    if (from->call) from->call->caller = NULL;
    line_close(&from->line);
    free(from);
}

static void take(caller *from) {
    ssize_t got = line_recv(&from->line, from->bytes + from->held, HELD - from->held);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return hang_up(from);
    from->held += (size_t)got;
    if (!from->up && !(from->up = ws_greet(&from->line, from->bytes, &from->held))) return;
    size_t at = 0;
    for (ws_frame f; ws_next(from->bytes + at, from->held - at, &f); at += f.whole) {
        if (f.opcode == 8) return hang_up(from);
        if (f.opcode == 1) hear(from, (const char *)f.bytes, f.length);
    }
    memmove(from->bytes, from->bytes + at, from->held -= at);
}

static void send_text(caller *to, size_t length) {
    uint8_t frame[4200];
    size_t at = ws_head(frame, 1, length, NULL);
    memcpy(frame + at, buffer, length);
    // Whoever does not read loses it.
    (void)!line_send(&to->line, frame, at + length);
}

/* ---- time ---- */

static void tick(call *c) {
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    must(pp_room_tick(c->room, now_us(), NULL));
    while ((got = pp_room_poll(c->room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_MESSAGE && c->caller) send_text(c->caller, (size_t)out.len);
        if (got == PP_ROOM_PACKET) may(pp_voice_send(c->voice, buffer, (size_t)out.len, now_us()));
    }
    must(got);
    if (c->group) may(pp_dave_tick(c->group, now_us())), answer_group(c);
    if (c->wake <= now_us()) may(pp_voice_tick(c->voice, now_us()));
    serve_voice(c);
}

/* Ticks every room that is due; how long until the next, in ms. */
static int ticks(void) {
    uint64_t next = UINT64_MAX;
    for (int i = 0; i < most; i++) {
        call *c = calls[i];
        if (!c || !c->room) continue;
        for (uint64_t now = now_us(); c->due <= now; c->due += FRAME_US) {
            tick(c);
            if (now - c->due > 2 * FRAME_US) c->due = now;
        }
        if (c->due < next) next = c->due;
    }
    uint64_t now = now_us();
    return next == UINT64_MAX ? -1 : next > now ? (int)((next - now + 999) / 1000) : 0;
}

static int listening(const char *port) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 1024)) fail("listen");
    return door;
}

static void let_in(int door, kind kind) {
    int one = 1, fd = accept4(door, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) fail("accept");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (kind == DOOR) {
        caller *made = calloc(1, sizeof *made);
        if (!made) fail("memory");
        made->line.fd = fd;
        return add(fd, &made->source, CALLER, made);
    }
    call *made = calloc(1, sizeof *made);
    if (!made || !(made->text = malloc(LINES))) fail("memory");
    made->courier = fd, made->udp = -1;
    add(fd, &made->courier_source, COURIER, made);
}

int main(int argc, char **argv) {
    source door, couriers;
    struct epoll_event ready[64];
    if (argc < 3) return fprintf(stderr, "bridged PORT COURIERS\n"), 2;
    watch = epoll_create1(EPOLL_CLOEXEC);
    int callers = listening(argv[1]), lines_in = listening(argv[2]);
    add(callers, &door, DOOR, NULL), add(lines_in, &couriers, COURIERS, NULL);
    for (;;) {
        int n = epoll_wait(watch, ready, 64, ticks());
        for (int i = 0; i < n; i++) {
            source *s = ready[i].data.ptr;
            switch (s->kind) {
            case DOOR: let_in(callers, DOOR); break;
            case COURIERS: let_in(lines_in, COURIERS); break;
            case CALLER: take(s->of); break;
            case COURIER: lines(s->of); break;
            case UDP: datagrams(s->of); break;
            }
        }
    }
}
