/* A bot in one Discord voice channel: it says again what each speaker says, half a second later.
 *
 *     discord_voice USER GUILD CHANNEL [tone]
 *
 * With `tone` it plays the channel a dial tone besides, so that somebody speaks.
 *
 * The UDP socket is its own. The two WebSockets are another program's, of which every language has one: lines come in on
 * standard input and go out on standard output, so that a script of some twenty lines can carry them:
 *
 *     in   state SESSION CHANNEL      the bot's own VOICE_STATE_UPDATE; CHANNEL 0 is null
 *          server ENDPOINT TOKEN      VOICE_SERVER_UPDATE; ENDPOINT - is null
 *          open N | close N CODE      what became of the voice WebSocket N
 *          text N JSON | binary N HEX a message from it
 *     out  signal GUILD CHANNEL       op 4 on the main gateway; CHANNEL 0 is null
 *          connect N URL | disconnect N CODE
 *          text N JSON | binary N HEX a message for it
 *          note ...                   what happens, for people
 *
 * Build: cc discord_voice.c -o discord_voice $(pkg-config --cflags --libs phonepatch) */
#define _POSIX_C_SOURCE 200809L
#include <phonepatch.h>

#include <inttypes.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RATE 48000
#define FRAME (RATE / 50 * 2) /* bytes in 20 ms */
#define LATE 25               /* frames */

static pp_voice *voice;
static pp_dave_session *group;
static pp_dave_update *update;
static pp_room *room;
static pp_leg_id channel, echo;
static uint32_t group_number;
static uint64_t user;
static int udp = -1;
static uint8_t buffer[PP_VOICE_OUTPUT_MAX];

static uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void must(pp_status status, const char *what) {
    if (status == PP_OK) return;
    fprintf(stderr, "%s: %s\n", what, pp_status_text(status));
    exit(1);
}

/* What cannot be taken now is counted and told by the session itself. */
static void may(pp_status status) { (void)status; }

static void line(const char *head, uint32_t number, const uint8_t *bytes, size_t len, int hex) {
    printf("%s %" PRIu32 " ", head, number);
    for (size_t i = 0; i < len; i++) {
        if (hex) printf("%02x", bytes[i]);
        else putchar(bytes[i]);
    }
    putchar('\n');
}

static void open_path(const char *address, unsigned port) {
    struct addrinfo hints, *found = NULL;
    char service[8];
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_DGRAM, hints.ai_flags = AI_NUMERICHOST;
    snprintf(service, sizeof service, "%u", port);
    if (udp >= 0) close(udp);
    udp = -1;
    if (getaddrinfo(address, service, &hints, &found) || !found) return;
    udp = socket(found->ai_family, SOCK_DGRAM, 0);
    if (udp >= 0 && connect(udp, found->ai_addr, found->ai_addrlen)) close(udp), udp = -1;
    freeaddrinfo(found);
}

/* The group's work. A host with many calls does it on another thread. */
static void answer_group(void) {
    static uint8_t message[PP_VOICE_OUTPUT_MAX];
    pp_dave_output out = PP_SIZED(pp_dave_output);
    size_t len = 0;
    while (group && pp_dave_poll(group, message, sizeof message, &len, &out) == PP_OK && out.kind != PP_DAVE_OUT_NONE) {
        if (out.kind == PP_DAVE_OUT_BINARY) may(pp_voice_dave_binary(voice, group_number, message, len));
        if (out.kind == PP_DAVE_OUT_READY) may(pp_voice_dave_ready(voice, group_number, out.transition));
        if (out.kind == PP_DAVE_OUT_INVALID) may(pp_voice_dave_invalid(voice, group_number, out.transition));
        if (out.kind == PP_DAVE_OUT_UPDATE && pp_dave_take(group, update) == PP_OK)
            may(pp_voice_dave_keys(voice, group_number, update, now_us()));
        if (out.kind == PP_DAVE_OUT_EVENT && out.event == PP_DAVE_EVENT_EPOCH &&
            pp_dave_privacy_code(group, message, sizeof message, &len) == PP_OK)
            printf("note privacy code %.*s: %s\n", (int)len, (const char *)message, pp_dave_privacy_notice());
    }
}

static void tell_group(const pp_voice_output *out) {
    uint64_t now = now_us();
    if (out->what == PP_VOICE_DAVE_OPEN) {
        pp_dave_session_config config = PP_SIZED(pp_dave_session_config);
        config.user = user, config.channel = out->channel, config.allow_plain = out->value == 0;
        pp_dave_session_destroy(group);
        group = NULL, group_number = out->group;
        must(pp_dave_session_create(&config, &group), "pp_dave_session_create");
    }
    if (!group) return;
    switch (out->what) {
    case PP_VOICE_DAVE_START: may(pp_dave_start(group, (uint32_t)out->value, now)); break;
    case PP_VOICE_DAVE_CONNECTED: may(pp_dave_connect(group, out->user)); break;
    case PP_VOICE_DAVE_DISCONNECTED: may(pp_dave_disconnect(group, out->user)); break;
    case PP_VOICE_DAVE_MESSAGE: may(pp_dave_receive(group, buffer, (size_t)out->len, now)); break;
    case PP_VOICE_DAVE_PREPARE_TRANSITION:
        may(pp_dave_prepare_transition(group, (uint16_t)out->transition, (uint32_t)out->value, now));
        break;
    case PP_VOICE_DAVE_EXECUTE_TRANSITION: may(pp_dave_execute_transition(group, (uint16_t)out->transition, now)); break;
    case PP_VOICE_DAVE_PREPARE_EPOCH: may(pp_dave_prepare_epoch(group, out->extra, (uint32_t)out->value, now)); break;
    case PP_VOICE_DAVE_RECOVER: may(pp_dave_recover(group, now)); break;
    }
    answer_group();
}

static void report(void) {
    pp_voice_stats stats = PP_SIZED(pp_voice_stats);
    may(pp_voice_read(voice, &stats));
    printf("note heard %" PRIu64 " sent %" PRIu64 " refused %" PRIu64 "\n", stats.heard, stats.sent,
           stats.lost_transport + stats.lost_malformed + stats.lost_bad_frame + stats.lost_unauthenticated);
}

/* Does what the session wants; gives when it wants to be called again. */
static uint64_t serve_voice(void) {
    pp_voice_output out = PP_SIZED(pp_voice_output);
    pp_status got;
    int ended = -1; /* with this exit code, when the rest is said too */
    while ((got = pp_voice_poll(voice, buffer, sizeof buffer, &out)) > PP_VOICE_WAIT) {
        size_t len = (size_t)out.len;
        switch (got) {
        case PP_VOICE_SIGNAL: printf("signal %" PRIu64 " %" PRIu64 "\n", out.guild, out.channel); break;
        case PP_VOICE_CONNECT: line("connect", out.connection, buffer, len, 0); break;
        case PP_VOICE_DISCONNECT: printf("disconnect %" PRIu32 " %" PRIu32 "\n", out.connection, out.code); break;
        case PP_VOICE_TEXT: line("text", out.connection, buffer, len, 0); break;
        case PP_VOICE_BINARY: line("binary", out.connection, buffer, len, 1); break;
        case PP_VOICE_PATH:
            buffer[len] = 0; /* an address is far shorter than the buffer */
            open_path((const char *)buffer, out.code);
            break;
        case PP_VOICE_DATAGRAM:
            if (udp >= 0 && send(udp, buffer, len, MSG_DONTWAIT) < 0) continue; /* lost, as datagrams are */
            break;
        case PP_VOICE_MEDIA:
            may(pp_room_packet(room, channel, out.user, out.ssrc, (uint16_t)out.sequence, out.timestamp, buffer, len,
                               now_us()));
            break;
        case PP_VOICE_DAVE: tell_group(&out); break;
        case PP_VOICE_EVENT:
            printf("note event %" PRIu32 " user %" PRIu64 " value %" PRIu64 " extra %" PRIu64 "\n", out.what, out.user,
                   out.value, out.extra);
            if (out.what == PP_VOICE_EVENT_ENDED) report();
            if (out.what == PP_VOICE_EVENT_ENDED) ended = out.value == PP_VOICE_END_LEFT ? 0 : 1;
            break;
        }
    }
    fflush(stdout);
    if (ended >= 0) exit(ended);
    return out.wake_us;
}

static uint64_t serve_room(void) {
    static uint8_t past[LATE][FRAME];
    static size_t at;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    may(pp_room_tick(room, now_us(), NULL));
    while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_PACKET) may(pp_voice_send(voice, buffer, (size_t)out.len, now_us()));
        if (got == PP_ROOM_AUDIO && out.len == FRAME) {
            size_t taken;
            may(pp_room_write(room, echo, 1, past[at], FRAME, 0, &taken));
            memcpy(past[at], buffer, FRAME);
            at = (at + 1) % LATE;
        }
    }
    return out.wake_us;
}

static void take_line(char *text) {
    static uint8_t bytes[PP_VOICE_OUTPUT_MAX];
    char first[520], second[520];
    uint64_t number = 0;
    uint32_t code = 0;
    int place = 0;
    uint64_t now = now_us();
    text[strcspn(text, "\r\n")] = 0;
    if (sscanf(text, "state %519s %" SCNu64, first, &number) == 2) {
        may(pp_voice_state(voice, (uint8_t *)first, strlen(first), number, 0, now));
    } else if (sscanf(text, "server %519s %519s", first, second) == 2) {
        size_t len = strcmp(first, "-") ? strlen(first) : 0;
        may(pp_voice_server(voice, (uint8_t *)first, len, (uint8_t *)second, strlen(second), now));
    } else if (sscanf(text, "open %" SCNu64, &number) == 1) {
        may(pp_voice_opened(voice, (uint32_t)number, now));
    } else if (sscanf(text, "close %" SCNu64 " %" SCNu32, &number, &code) == 2) {
        may(pp_voice_closed(voice, (uint32_t)number, code, now));
    } else if (sscanf(text, "text %" SCNu64 " %n", &number, &place) == 1 && place) {
        may(pp_voice_text(voice, (uint32_t)number, (uint8_t *)text + place, strlen(text + place), now));
    } else if (sscanf(text, "binary %" SCNu64 " %n", &number, &place) == 1 && place) {
        size_t len = 0;
        unsigned byte;
        while (len < sizeof bytes && sscanf(text + place + 2 * len, "%2x", &byte) == 1) bytes[len++] = (uint8_t)byte;
        may(pp_voice_binary(voice, (uint32_t)number, bytes, len, now));
    }
}

int main(int count, char **given) {
    pp_voice_config vc = PP_SIZED(pp_voice_config);
    pp_room_config rc = PP_SIZED(pp_room_config);
    pp_leg_config lc = PP_SIZED(pp_leg_config);
    pp_dave_update_config uc = PP_SIZED(pp_dave_update_config);
    pp_leg *leg = NULL;
    static char text[2 * PP_VOICE_OUTPUT_MAX + 64];
    size_t used = 0;
    int plays = count == 5 && !strcmp(given[4], "tone");
    if (count != 4 && !plays) return fprintf(stderr, "usage: discord_voice USER GUILD CHANNEL [tone]\n"), 2;
    user = vc.user = strtoull(given[1], NULL, 10);
    vc.seed = now_us();
    rc.sample_rate = RATE;
    must(pp_voice_create(&vc, &voice), "pp_voice_create");
    must(pp_dave_update_create(&uc, &update), "pp_dave_update_create");
    must(pp_room_create(&rc, &room), "pp_room_create");
    lc.kind = PP_LEG_DISCORD;
    must(pp_leg_create(&lc, NULL, 0, RATE, &leg), "pp_leg_create");
    must(pp_room_add(room, leg, &channel), "pp_room_add");
    lc.kind = PP_LEG_PCM, lc.encoding = PP_ENCODING_L16, lc.sample_rate = RATE;
    must(pp_leg_create(&lc, NULL, 0, RATE, &leg), "pp_leg_create");
    must(pp_room_add(room, leg, &echo), "pp_room_add");
    if (plays) must(pp_room_play_tone(room, channel, PP_TONE_DIAL, PP_COUNTRY('U', 'S'), 0), "pp_room_play_tone");
    must(pp_voice_join(voice, strtoull(given[2], NULL, 10), strtoull(given[3], NULL, 10), 0, now_us()), "pp_voice_join");
    for (;;) {
        uint64_t tick = serve_room(), wake = serve_voice(), now = now_us();
        struct pollfd files[2] = {{0, POLLIN, 0}, {udp, POLLIN, 0}};
        if (tick < wake) wake = tick;
        if (poll(files, udp >= 0 ? 2 : 1, wake > now ? (int)((wake - now + 999) / 1000) : 0) < 0) return 1;
        if (files[0].revents) {
            ssize_t more = read(0, text + used, sizeof text - 1 - used);
            char *end;
            if (more <= 0) may(pp_voice_leave(voice, now_us()));
            if (more < 0 || used + 1 >= sizeof text) return 1;
            text[used += (size_t)(more > 0 ? more : 0)] = 0;
            while ((end = strchr(text, '\n'))) {
                *end = 0;
                take_line(text);
                used -= (size_t)(end + 1 - text);
                memmove(text, end + 1, used + 1);
            }
        }
        if (udp >= 0 && files[1].revents) {
            ssize_t len;
            while ((len = recv(udp, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
                may(pp_voice_datagram(voice, buffer, (size_t)len, now_us()));
        }
        may(pp_voice_tick(voice, now_us()));
        if (group) may(pp_dave_tick(group, now_us()));
        answer_group();
    }
}
