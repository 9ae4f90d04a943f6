/* A voice session in a call that is end-to-end encrypted, under a flood of random and mutated gateway messages and datagrams:
 * `Tests/ABI/run --sanitize-all flood [inputs] [seed]`. What it sends is opened: it is a DAVE frame or the silence frame,
 * never anything else. Nothing in it allocates but the group work, and that gives back what it took.
 *
 * Real traffic goes on all the time: a voice server, a second member that talks and listens, a third that comes and goes,
 * resumes, and everything anew after a failure. Of it the mutations are made, in the clear and then sealed and signed, so
 * that they come past the outer layers; and of the sealed bytes, and of nothing. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));
int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void *, size_t), void (*)(const volatile void *))
    __attribute__((weak));
static uint64_t allocations;
static void allocated(const volatile void *at, size_t size) { (void)at, (void)size, allocations++; }
static void freed(const volatile void *at) { (void)at; }

static uint64_t dice_state = 1;
static uint32_t dice(uint32_t below) {
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((dice_state >> 33) * below) >> 31);
}

enum { US = 42, SPEAKER = 77, GUEST = 78, MOST = 8192, KEPT = 64, TEXT = 0, BINARY = 1, DATAGRAM = 2 };
static struct { size_t len; uint8_t bytes[MOST]; } kept[3][KEPT];
static uint32_t kept_count[3];

static call c;
static member us = {.user = US}, speaker, guest;
static pp_voice *voice;
static pp_transport *modes[2]; /* of the server: all keys are zero, so that no mutation makes another */
static uint32_t socket_number, group_number, mode, sequence, over, reform;
static uint16_t gateway_sequence;
static uint8_t buffer[PP_VOICE_OUTPUT_MAX];
static struct { uint64_t inputs[3], live, sent, silence, frames, understood, heard, said, episodes, formed, visits; } did;

/* The session allocates nothing. */
#define RT(call)                                  \
    do {                                          \
        uint64_t before = allocations;            \
        pp_status status_of_call = (call);        \
        CHECK(allocations == before);             \
        CHECK(status_of_call <= 100 && status_of_call >= -8 && status_of_call != PP_ERR_INTERNAL); \
    } while (0)

static void serve(void);

static void keep(int kind, const void *bytes, size_t len) {
    if (len > MOST) return;
    uint32_t at = kept_count[kind]++ % KEPT;
    memcpy(kept[kind][at].bytes, bytes, kept[kind][at].len = len);
}

static void say(const char *text) {
    keep(TEXT, text, strlen(text));
    RT(pp_voice_text(voice, socket_number, (const uint8_t *)text, strlen(text), c.now));
}

static void say_binary(const uint8_t *message, size_t len) {
    static uint8_t numbered[CALL_MOST];
    keep(BINARY, message, len);
    gateway_sequence++;
    numbered[0] = (uint8_t)(gateway_sequence >> 8), numbered[1] = (uint8_t)gateway_sequence;
    memcpy(numbered + 2, message, len);
    RT(pp_voice_binary(voice, socket_number, numbered, len + 2, c.now));
    serve();
}

/* The voice server ---------------------------------------------------------------------------------------------------- */

static void answer(const char *text) {
    static char said[600];
    if (!memcmp(text, "{\"op\":0,", 8)) {
        say("{\"op\":8,\"d\":{\"v\":8,\"heartbeat_interval\":13750.0}}");
        say("{\"op\":2,\"d\":{\"ssrc\":9,\"ip\":\"127.0.0.1\",\"port\":5,\"modes\":[\"aead_aes256_gcm_rtpsize\","
            "\"aead_xchacha20_poly1305_rtpsize\"]}}");
        say("{\"op\":11,\"seq\":1,\"d\":{\"user_ids\":[\"77\",\"78\"]}}");
        say("{\"op\":5,\"seq\":2,\"d\":{\"user_id\":\"77\",\"ssrc\":10,\"speaking\":1}}");
    } else if (!memcmp(text, "{\"op\":1,", 8)) {
        mode = strstr(text, "xchacha") != NULL;
        size_t n = (size_t)snprintf(said, sizeof said, "{\"op\":4,\"d\":{\"mode\":\"%s\",\"dave_protocol_version\":1,\"secret_key\":[0",
                                    mode ? "aead_xchacha20_poly1305_rtpsize" : "aead_aes256_gcm_rtpsize");
        for (int i = 1; i < 32; i++) n += (size_t)snprintf(said + n, sizeof said - n, ",0");
        snprintf(said + n, sizeof said - n, "]}}");
        say(said);
        say_binary(c.sender, c.sender_len);
    } else if (!memcmp(text, "{\"op\":3,", 8)) {
        say("{\"op\":6,\"d\":{\"t\":0}}");
    } else if (!memcmp(text, "{\"op\":7,", 8)) {
        say("{\"op\":8,\"d\":{\"v\":8,\"heartbeat_interval\":13750}}");
        say("{\"op\":9,\"d\":null}");
    } else if (!memcmp(text, "{\"op\":23,", 9)) {
        const char *number = strstr(text, "transition_id\":");
        CHECK(number);
        snprintf(said, sizeof said, "{\"op\":22,\"seq\":3,\"d\":{\"transition_id\":%d}}", atoi(number + 15));
        say(said);
    } else if (!memcmp(text, "{\"op\":31,", 9)) {
        reform = 1;
    }
}

/* What goes out on UDP. */
static void inspect(uint8_t *bytes, size_t len) {
    static uint8_t packet[2048], sound[2048];
    static const uint8_t silence[3] = {0xF8, 0xFF, 0xFE};
    pp_rtp rtp = PP_SIZED(pp_rtp);
    size_t n = 0;
    if (len == 74 && bytes[1] == 1 && !(bytes[0] & 0x80)) {
        bytes[1] = 2, memcpy(bytes + 8, "192.0.2.1", 9), bytes[73] = 1;
        RT(pp_voice_datagram(voice, bytes, len, c.now));
        return;
    }
    if (len == 8) return; /* keeps the path open */
    CHECK(len <= sizeof packet);
    memcpy(packet, bytes, len);
    if (pp_transport_open(modes[0], packet, len, &n)) {
        memcpy(packet, bytes, len);
        CHECK(pp_transport_open(modes[1], packet, len, &n) == PP_OK);
    }
    CHECK(pp_rtp_read(packet, n, &rtp) == PP_OK);
    const uint8_t *payload = packet + rtp.payload_offset;
    did.sent++;
    if (rtp.payload_len == 3 && !memcmp(payload, silence, 3)) {
        did.silence++;
        return;
    }
    CHECK(pp_dave_is_frame(payload, rtp.payload_len));
    did.frames++;
    if (!speaker.frames) return;
    pp_status status = pp_dave_open(speaker.frames, US, payload, rtp.payload_len, c.now, sound, sizeof sound, &n);
    did.understood += status == PP_OK;
    CHECK(status != PP_DAVE_PASSED && status >= 0);
}

/* What the session wants its group told, and what the group answers. */
static void work(const pp_voice_output *out, const uint8_t *bytes) {
    pp_dave_session *s = us.session;
    uint16_t transition = (uint16_t)out->transition;
    if (out->what == PP_VOICE_DAVE_OPEN) {
        pp_dave_session_config sc = PP_SIZED(pp_dave_session_config);
        sc.user = US, sc.channel = out->channel, sc.users = 6, sc.allow_plain = out->value == 0;
        CHECK(out->value == 1);
        pp_dave_session_destroy(us.session), us.session = NULL;
        CHECK(pp_dave_session_create(&sc, &us.session) == PP_OK);
        group_number = out->group, us.inside = false, us.package_len = us.commit_len = 0;
        return;
    }
    if (!s || out->group != group_number) return;
    pp_status status = PP_OK;
    switch (out->what) {
    case PP_VOICE_DAVE_START: status = pp_dave_start(s, (uint32_t)out->value, c.now); break;
    case PP_VOICE_DAVE_CONNECTED: status = pp_dave_connect(s, out->user); break;
    case PP_VOICE_DAVE_DISCONNECTED: status = pp_dave_disconnect(s, out->user); break;
    case PP_VOICE_DAVE_MESSAGE: status = pp_dave_receive(s, bytes, (size_t)out->len, c.now); break;
    case PP_VOICE_DAVE_PREPARE_TRANSITION: status = pp_dave_prepare_transition(s, transition, (uint32_t)out->value, c.now); break;
    case PP_VOICE_DAVE_EXECUTE_TRANSITION: status = pp_dave_execute_transition(s, transition, c.now); break;
    case PP_VOICE_DAVE_PREPARE_EPOCH: status = pp_dave_prepare_epoch(s, out->extra, (uint32_t)out->value, c.now); break;
    case PP_VOICE_DAVE_RECOVER: status = pp_dave_recover(s, c.now); break;
    default: CHECK(!"a group is told what it knows");
    }
    /* A version that is none is refused; there is room for six. */
    CHECK(status == PP_OK || status == PP_ERR_ARGUMENT || status == PP_ERR_NO_SPACE || status == PP_ERR_UNSUPPORTED);
}

static void hand_back(void) {
    static uint8_t message[CALL_MOST];
    pp_dave_output out = PP_SIZED(pp_dave_output);
    size_t len;
    for (int i = 0; us.session; i++) {
        CHECK(i < 1000 && pp_dave_poll(us.session, message, sizeof message, &len, &out) == PP_OK);
        if (out.kind == PP_DAVE_OUT_NONE) return;
        if (out.kind == PP_DAVE_OUT_BINARY) RT(pp_voice_dave_binary(voice, group_number, message, len));
        if (out.kind == PP_DAVE_OUT_READY) RT(pp_voice_dave_ready(voice, group_number, out.transition));
        if (out.kind == PP_DAVE_OUT_INVALID) RT(pp_voice_dave_invalid(voice, group_number, out.transition));
        if (out.kind == PP_DAVE_OUT_UPDATE) {
            CHECK(pp_dave_take(us.session, us.update) == PP_OK);
            RT(pp_voice_dave_keys(voice, group_number, us.update, c.now));
        }
    }
}

static void serve(void) {
    pp_voice_output out = PP_SIZED(pp_voice_output);
    for (int rounds = 0;; rounds++) {
        CHECK(rounds < 20000); /* polling ends */
        uint64_t before = allocations;
        pp_status got = pp_voice_poll(voice, buffer, sizeof buffer - 1, &out);
        CHECK(allocations == before && got >= 0);
        buffer[out.len] = 0;
        switch (got) {
        case PP_VOICE_WAIT: return;
        case PP_VOICE_SIGNAL:
            if (!out.channel) break;
            RT(pp_voice_state(voice, (const uint8_t *)"s", 1, out.channel, 0, c.now));
            RT(pp_voice_server(voice, (const uint8_t *)"a:1", 3, (const uint8_t *)"t", 1, c.now));
            break;
        case PP_VOICE_CONNECT:
            socket_number = out.connection;
            RT(pp_voice_opened(voice, socket_number, c.now));
            break;
        case PP_VOICE_TEXT: answer((const char *)buffer); break;
        case PP_VOICE_BINARY:
            CHECK(buffer[0] == 26 || buffer[0] == 28);
            if (buffer[0] == 26) {
                CHECK(out.len <= sizeof us.package);
                memcpy(us.package, buffer + 1, us.package_len = (size_t)out.len - 1);
                reform = 1;
            } else {
                memcpy(us.commit, buffer + 1, us.commit_len = (size_t)out.len - 1);
            }
            break;
        case PP_VOICE_DATAGRAM: inspect(buffer, (size_t)out.len); break;
        case PP_VOICE_MEDIA: did.heard += out.user == SPEAKER; break;
        case PP_VOICE_DAVE: work(&out, buffer), hand_back(); break;
        case PP_VOICE_EVENT:
            if (out.what == PP_VOICE_EVENT_ENDED) over = 1;
            break;
        default: break;
        }
    }
}

/* Real traffic -------------------------------------------------------------------------------------------------------- */

static void talk(void) {
    uint8_t sound[120], packet[400];
    size_t len, n;
    sound[0] = 0x78;
    for (int i = 1; i < 120; i++) sound[i] = (uint8_t)dice(256);
    pp_status status = pp_voice_send(voice, sound, 1 + dice(119), c.now);
    CHECK(status == PP_OK || status == PP_ERR_STATE);
    did.said += status == PP_OK;
    if (pp_dave_seal(speaker.frames, sound, 1 + dice(119), packet + 12, sizeof packet - 12, &len)) return;
    uint8_t head[12] = {0x80, 120, (uint8_t)(sequence >> 8), (uint8_t)sequence, 0, (uint8_t)(sequence * 960 >> 16),
                        (uint8_t)(sequence * 960 >> 8), (uint8_t)(sequence * 960), 0, 0, 0, 10};
    sequence++;
    memcpy(packet, head, 12), len += 12;
    keep(DATAGRAM, packet, len);
    CHECK(pp_transport_seal(modes[mode], packet, sizeof packet, len, &n) == PP_OK);
    RT(pp_voice_datagram(voice, packet, n, c.now));
    serve();
}

static bool is_live(void) {
    pp_dave_state state = PP_SIZED(pp_dave_state);
    pp_voice_stats stats = PP_SIZED(pp_voice_stats);
    if (over || !us.session) return false;
    CHECK(pp_dave_session_state(us.session, &state) == PP_OK && pp_voice_read(voice, &stats) == PP_OK);
    CHECK(stats.waiting <= 64 && stats.sources <= 64 && stats.lost_crowded + 1 > 0);
    return state.established && stats.state == PP_VOICE_STATE_READY && stats.dave_version == 1;
}

/* What a gateway says too, and this one does not. */
static const char *const seldom[] = {
    "{\"op\":21,\"seq\":4,\"d\":{\"transition_id\":7,\"protocol_version\":0}}", "{\"op\":22,\"seq\":5,\"d\":{\"transition_id\":7}}",
    "{\"op\":21,\"seq\":6,\"d\":{\"transition_id\":8,\"protocol_version\":1}}", "{\"op\":24,\"seq\":7,\"d\":{\"protocol_version\":1,\"epoch\":1}}",
    "{\"op\":13,\"seq\":8,\"d\":{\"user_id\":\"78\"}}", "{\"op\":18,\"seq\":9,\"d\":{\"user_id\":\"77\",\"flags\":2}}",
    "{\"op\":12,\"d\":{\"audio_ssrc\":11,\"user_id\":\"78\",\"video_ssrc\":0,\"streams\":[]}}",
};

static void begin_episode(void) {
    for (size_t i = 0; i < sizeof seldom / sizeof *seldom; i++) keep(TEXT, seldom[i], strlen(seldom[i]));
    pp_voice_config vc = PP_SIZED(pp_voice_config);
    pp_dave_update_config uc = PP_SIZED(pp_dave_update_config);
    did.episodes++, over = reform = 0;
    vc.user = US, vc.seed = did.episodes, vc.no_aes = dice(2), uc.users = 6;
    call_begin(&c, 8);
    c.now = 1000000;
    CHECK(pp_voice_create(&vc, &voice) == PP_OK && pp_dave_update_create(&uc, &us.update) == PP_OK);
    us.tell = say_binary, us.user = US;
    CHECK(member_begin(&c, &speaker, SPEAKER, 6) == PP_OK);
    CHECK(pp_dave_connect(speaker.session, US) == PP_OK);
    c.members[c.count++] = &us;
    RT(pp_voice_join(voice, 1, 8, 0, c.now));
    serve();
}

static void end_episode(void) {
    pp_voice_destroy(voice), voice = NULL;
    call_end(&c);
    member_end(&guest), member_end(&us);
}

/* After a failure the gateway makes the group anew. */
static void mend(void) {
    for (int i = 0; i < 40 && !over && (reform || !is_live()); i++) {
        pp_dave_state state = PP_SIZED(pp_dave_state);
        if (us.session && us.package_len && reform) {
            reform = 0, did.formed++;
            call_form(&c, dice(2) ? &us : &speaker);
        }
        if (!is_live()) {
            c.now += 500000;
            RT(pp_voice_tick(voice, c.now));
            serve();
            if (us.session) CHECK(pp_dave_session_state(us.session, &state) == PP_OK);
            if (us.session && state.wake_us <= c.now) CHECK(pp_dave_tick(us.session, c.now) == PP_OK), hand_back(), serve();
        }
    }
    if (!is_live()) over = 1;
}

/* A guest comes and goes. */
static void visit(void) {
    member *winner = dice(2) ? &us : &speaker;
    if (guest.session && guest.inside) {
        call_leave(&c, winner, &guest);
        member_end(&guest);
    } else {
        if (c.count > 2) c.count--;
        CHECK(member_begin(&c, &guest, GUEST, 6) == PP_OK);
        CHECK(pp_dave_connect(guest.session, US) == PP_OK);
        say("{\"op\":11,\"seq\":1,\"d\":{\"user_ids\":[\"78\"]}}");
        serve();
        call_join(&c, winner, &guest);
    }
    did.visits++;
}

/* Mutations ------------------------------------------------------------------------------------------------------------ */

static size_t mutate(int kind, uint8_t *bytes, size_t len, size_t most) {
    static const char *const odd[] = {"18446744073709551616", "-1", "1e999", "null", "\"\"", "{}", "[[[[[[[[", "\\ud800", "0.5"};
    static const uint8_t edge[] = {0, 1, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xFF, '"', '}', ']', ',', ':', '\\'};
    if (kind == TEXT && dice(4) == 0 && len) { /* a number is another one */
        size_t at = dice((uint32_t)len);
        while (at < len && (bytes[at] < '0' || bytes[at] > '9')) at++;
        size_t to = at;
        while (to < len && bytes[to] >= '0' && bytes[to] <= '9') to++;
        char number[24];
        if (dice(2)) snprintf(number, sizeof number, "%u", dice(2) ? dice(40) : dice(1u << 31));
        else snprintf(number, sizeof number, "%s", odd[dice(9)]);
        size_t n = strlen(number);
        if (len - (to - at) + n > most) return len;
        memmove(bytes + at + n, bytes + to, len - to), memcpy(bytes + at, number, n);
        return len - (to - at) + n;
    }
    for (uint32_t times = 1 + dice(4); times--;) {
        size_t at = len ? dice((uint32_t)len) : 0, n = 1 + dice(16);
        switch (dice(7)) {
        case 0: case 1: if (len) bytes[at] ^= (uint8_t)(1 << dice(8)); break;
        case 2: if (len) bytes[at] = edge[dice(sizeof edge)]; break;
        case 3: if (at + n <= len) memmove(bytes + at, bytes + at + n, len - at - n), len -= n; break;
        case 4:
            if (len + n > most) break;
            memmove(bytes + at + n, bytes + at, len - at), len += n;
            for (size_t i = 0; i < n && dice(2); i++) bytes[at + i] = (uint8_t)dice(256);
            break;
        case 5: /* goes on as another one */
            if (kind < 3 && kept_count[kind]) {
                uint32_t other = dice(kept_count[kind] < KEPT ? kept_count[kind] : KEPT);
                size_t from = kept[kind][other].len ? dice((uint32_t)kept[kind][other].len) : 0, rest = kept[kind][other].len - from;
                if (at + rest <= most) memcpy(bytes + at, kept[kind][other].bytes + from, rest), len = at + rest;
            }
            break;
        default: if (dice(4) == 0) len = at; break;
        }
    }
    return len;
}

/* A mutation of something real, or nothing but noise. */
static size_t draw(int kind, uint8_t *bytes, size_t most) {
    if (!kept_count[kind] || dice(20) == 0) {
        size_t len = dice(200);
        for (size_t i = 0; i < len; i++) bytes[i] = (uint8_t)dice(256);
        return len;
    }
    uint32_t which = dice(kept_count[kind] < KEPT ? kept_count[kind] : KEPT);
    memcpy(bytes, kept[kind][which].bytes, kept[kind][which].len);
    return dice(30) == 0 ? kept[kind][which].len : mutate(kind, bytes, kept[kind][which].len, most);
}

/* No mutation brings another key, or the server could not look into what is sent. */
static bool brings_key(const uint8_t *bytes, size_t len) {
    for (size_t i = 0; i + 12 < len; i++) {
        if (memcmp(bytes + i, "secret_key\"", 11)) continue;
        for (size_t k = i + 11; k < len && bytes[k] != ']'; k++)
            if (bytes[k] >= '1' && bytes[k] <= '9') return true;
    }
    return false;
}

static void flood(void) {
    static uint8_t bytes[CALL_MOST], made[CALL_MOST];
    uint32_t choice = dice(100);
    int kind = choice < 45 ? DATAGRAM : choice < 85 ? TEXT : BINARY;
    size_t len = 0;
    did.inputs[kind]++;
    if (kind == TEXT) {
        do len = draw(TEXT, bytes, MOST); while (brings_key(bytes, len));
        RT(pp_voice_text(voice, socket_number, bytes, len, c.now));
    } else if (kind == DATAGRAM) {
        len = draw(DATAGRAM, bytes, 1400);
        uint32_t layer = dice(10);
        if (layer < 6 && len > 12) { /* mutated inside the seal */
            if (pp_transport_seal(modes[mode], bytes, sizeof bytes, len, &len)) return;
        } else if (layer < 9 && kept_count[DATAGRAM]) { /* mutated outside of it */
            uint32_t which = dice(kept_count[DATAGRAM] < KEPT ? kept_count[DATAGRAM] : KEPT);
            memcpy(bytes, kept[DATAGRAM][which].bytes, len = kept[DATAGRAM][which].len);
            if (pp_transport_seal(modes[mode], bytes, sizeof bytes, len, &len)) return;
            len = mutate(DATAGRAM, bytes, len, 1400);
        }
        RT(pp_voice_datagram(voice, bytes, len, c.now));
    } else {
        if (dice(4) == 0 && speaker.package_len) { /* a proposal that is signed, whatever is in it */
            uint8_t package[600];
            memcpy(package, speaker.package, len = speaker.package_len);
            len = mutate(BINARY + 2, package, len, sizeof package);
            len = dice(2) ? call_add(&c, package, len, bytes) : call_remove(&c, dice(6), bytes);
            len = call_message((uint8_t[]){27, (uint8_t)dice(2)}, 2, bytes, len, made);
        } else {
            len = draw(BINARY, made, MOST);
        }
        gateway_sequence += dice(20) ? 1 : (uint16_t)dice(65536);
        memmove(made + 2, made, len), made[0] = (uint8_t)(gateway_sequence >> 8), made[1] = (uint8_t)gateway_sequence;
        RT(pp_voice_binary(voice, socket_number, made, len + 2, c.now));
    }
    serve();
    if (dice(2000) == 0) {
        RT(pp_voice_closed(voice, socket_number, dice(4) ? 4015 : dice(2) ? 1006 : 4000 + dice(30), c.now));
        serve();
    }
}

int main(int count, char **given) {
    uint64_t inputs = count > 1 ? strtoull(given[1], NULL, 10) : 50000;
    dice_state = count > 2 ? strtoull(given[2], NULL, 10) : 1;
    size_t before = 0, most = 0;
    CHECK(__sanitizer_get_current_allocated_bytes && __sanitizer_install_malloc_and_free_hooks(allocated, freed));
    for (int i = 0; i < 2; i++) {
        pp_transport_config tc = PP_SIZED(pp_transport_config);
        static const uint8_t zero[PP_TRANSPORT_KEY];
        tc.mode = i ? PP_TRANSPORT_XCHACHA20_POLY1305 : PP_TRANSPORT_AES256_GCM;
        CHECK(pp_transport_create(&tc, zero, sizeof zero, &modes[i]) == PP_OK);
    }
    for (uint64_t done = 0; done < inputs;) {
        if (done) before = before ? before : __sanitizer_get_current_allocated_bytes();
        begin_episode(), mend();
        CHECK(is_live());
        size_t level = __sanitizer_get_current_allocated_bytes();
        for (int i = 0; i < 1000 && done < inputs && !over; i++, done++) {
            c.now += dice(2) ? 2000 : dice(8000);
            did.live += is_live();
            flood();
            if (i % 4 == 0 && i % 400 < 300) talk();
            if (i % 100 == 50 && is_live()) visit();
            RT(pp_voice_tick(voice, c.now));
            serve();
            if (reform || !is_live()) mend();
            size_t now = __sanitizer_get_current_allocated_bytes();
            if (now > level && now - level > most) most = now - level;
        }
        end_episode();
    }
    size_t left = __sanitizer_get_current_allocated_bytes() - before;
    printf("%lu episodes, %lu groups made, %lu guests; %lu said, %lu sent (%lu frames, %lu silence), %lu understood, %lu heard\n",
           did.episodes, did.formed, did.visits, did.said, did.sent, did.frames, did.silence, did.understood, did.heard);
    printf("note: %lu texts, %lu binaries, %lu datagrams, %lu %% of them in a live call; %lu bytes more at most, %ld in the end\n",
           did.inputs[TEXT], did.inputs[BINARY], did.inputs[DATAGRAM], did.live * 100 / inputs, most, (long)left);
    CHECK(did.live * 10 > inputs * 5 && did.understood * 2 > did.frames && did.heard > inputs / 50);
    CHECK(before == 0 || (long)left < 65536);
    CHECK(most < 4 << 20);
    pp_transport_destroy(modes[0]), pp_transport_destroy(modes[1]);
    return 0;
}
