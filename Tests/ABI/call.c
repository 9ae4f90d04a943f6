#include "call.h"
#include <stdio.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string.h>

/* Where the allocator is watched, what the gateway needs is not counted. */
extern volatile int64_t fail_at __attribute__((weak));

typedef struct writer {
    uint8_t *to;
    size_t n;
} writer;

static void put(writer *w, const void *bytes, size_t len) {
    CHECK(w->n + len <= CALL_MOST);
    memcpy(w->to + w->n, bytes, len), w->n += len;
}
static void put_big(writer *w, uint64_t value, int width) {
    while (width--) put(w, &(uint8_t){(uint8_t)(value >> 8 * width)}, 1);
}
static void put_vector(writer *w, const void *bytes, size_t len) {
    if (len < 64) put_big(w, len, 1);
    else if (len < 16384) put_big(w, 0x4000 | len, 2);
    else put_big(w, 0x80000000u | len, 4);
    put(w, bytes, len);
}

void call_begin(call *c, uint64_t channel) {
    uint8_t point[65];
    size_t len = 0;
    *c = (call){.channel = channel, .now = 1000000, .key = EVP_EC_gen("P-256")};
    CHECK(c->key && EVP_PKEY_get_octet_string_param(c->key, "pub", point, sizeof point, &len) && len == sizeof point);
    writer w = {c->sender, 0};
    put_big(&w, 25, 1), put_vector(&w, point, len);
    put(&w, (uint8_t[]){0, 1, 1, 0}, 4);
    c->sender_len = w.n;
}

void call_end(call *c) {
    for (int i = 0; i < c->count; i++) member_end(c->members[i]);
    EVP_PKEY_free(c->key);
}

/* A PublicMessage of the external sender, signed. */
static size_t propose(call *c, uint16_t kind, const uint8_t *body, size_t len, uint8_t *out) {
    static const char label[] = "MLS 1.0 FramedContentTBS";
    static uint8_t signed_bytes[CALL_MOST];
    uint8_t group[8], signature[80];
    size_t signature_len = sizeof signature;
    writer id = {group, 0}, w = {out, 0}, s = {signed_bytes, 0};
    put_big(&id, c->channel, 8);
    put(&w, (uint8_t[]){0, 1, 0, 1}, 4), put_vector(&w, group, 8), put_big(&w, c->epoch, 8);
    put(&w, (uint8_t[]){2, 0, 0, 0, 0, 0, 2}, 7), put_big(&w, kind, 2), put(&w, body, len);
    put_vector(&s, label, sizeof label - 1), put_vector(&s, out, w.n);
    int64_t held = &fail_at ? fail_at : 0;
    if (&fail_at) fail_at = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, c->key) == 1);
    CHECK(EVP_DigestSign(context, signature, &signature_len, signed_bytes, s.n) == 1);
    EVP_MD_CTX_free(context);
    if (&fail_at) fail_at = held;
    put_vector(&w, signature, signature_len);
    return w.n;
}

size_t call_add(call *c, const uint8_t *package, size_t len, uint8_t *out) { return propose(c, 1, package, len, out); }

size_t call_remove(call *c, uint32_t leaf, uint8_t *out) {
    uint8_t body[4];
    writer w = {body, 0};
    put_big(&w, leaf, 4);
    return propose(c, 3, body, 4, out);
}

size_t call_message(const uint8_t *head, size_t head_len, const uint8_t *body, size_t len, uint8_t *out) {
    writer w = {out, 0};
    put(&w, head, head_len), put_vector(&w, body, len);
    return w.n;
}

/* Members ---------------------------------------------------------------------------------------------------------- */

pp_status member_begin(call *c, member *m, uint64_t user, uint32_t users) {
    pp_dave_session_config sc = PP_SIZED(pp_dave_session_config);
    pp_dave_update_config uc = PP_SIZED(pp_dave_update_config);
    pp_dave_frames_config fc = PP_SIZED(pp_dave_frames_config);
    pp_status status;
    sc.user = user, sc.channel = c->channel, sc.users = uc.users = fc.users = users;
    member_end(m);
    m->user = user;
    if ((status = pp_dave_session_create(&sc, &m->session))) return status;
    if ((status = pp_dave_update_create(&uc, &m->update))) return status;
    if ((status = pp_dave_frames_create(&fc, &m->frames))) return status;
    for (int i = 0; i < c->count; i++) {
        CHECK(pp_dave_connect(m->session, c->members[i]->user) == PP_OK);
        if (!c->members[i]->tell) CHECK(pp_dave_connect(c->members[i]->session, user) == PP_OK);
    }
    c->members[c->count++] = m;
    CHECK(pp_dave_start(m->session, 1, c->now) == PP_OK);
    CHECK(pp_dave_receive(m->session, c->sender, c->sender_len, c->now) == PP_OK);
    member_drain(c, m);
    return PP_OK;
}

void member_end(member *m) {
    pp_dave_session_destroy(m->session), pp_dave_update_destroy(m->update), pp_dave_frames_destroy(m->frames);
    *m = (member){.user = m->user, .tell = m->tell};
}

void member_drain(call *c, member *m) {
    static uint8_t buffer[CALL_MOST];
    if (m->tell || !m->session) return;
    for (int i = 0; i < 1000; i++) {
        size_t len = 0;
        pp_dave_output out = PP_SIZED(pp_dave_output);
        CHECK(pp_dave_poll(m->session, buffer, sizeof buffer, &len, &out) == PP_OK);
        if (out.kind == PP_DAVE_OUT_NONE) return;
        if (out.kind == PP_DAVE_OUT_BINARY && buffer[0] == 26) {
            CHECK(len - 1 <= sizeof m->package);
            memcpy(m->package, buffer + 1, m->package_len = len - 1);
        } else if (out.kind == PP_DAVE_OUT_BINARY) {
            memcpy(m->commit, buffer + 1, m->commit_len = len - 1);
        }
        if (out.kind == PP_DAVE_OUT_READY) m->ready = out.transition;
        if (out.kind == PP_DAVE_OUT_INVALID) m->troubles++;
        if (out.kind == PP_DAVE_OUT_EVENT && (out.event == PP_DAVE_EVENT_RECOVERING || out.event == PP_DAVE_EVENT_REFUSED))
            m->troubles++;
        if (out.kind == PP_DAVE_OUT_UPDATE) {
            CHECK(pp_dave_take(m->session, m->update) == PP_OK);
            CHECK(pp_dave_apply(m->frames, m->update, c->now) == PP_OK);
        }
    }
    CHECK(!"polling ends");
}

static void tell(call *c, member *m, const uint8_t *message, size_t len) {
    if (m->tell) {
        m->tell(message, len);
    } else {
        CHECK(pp_dave_receive(m->session, message, len, c->now) == PP_OK);
        member_drain(c, m);
    }
}

/* The call ---------------------------------------------------------------------------------------------------------- */

static size_t skip(const uint8_t *bytes, size_t at) {
    size_t len = bytes[at] & 63;
    int more = (1 << (bytes[at] >> 6)) - 1;
    for (at++; more--; at++) len = len << 8 | bytes[at];
    CHECK(at + len <= CALL_MOST);
    return at + len;
}

size_t call_split(const uint8_t *bytes) {
    size_t at = skip(bytes, 4) + 8 + 5; /* group; epoch; sender */
    at = skip(bytes, skip(bytes, at) + 1); /* nothing authenticated; kind; proposals */
    if (bytes[at++]) {
        at = skip(bytes, skip(bytes, at)); /* both keys */
        at = skip(bytes, at + 2);          /* the credential */
        for (int i = 0; i < 5; i++) at = skip(bytes, at);
        at = skip(bytes, at + 1); /* the parent's hash */
        at = skip(bytes, skip(bytes, at)); /* extensions, signature */
        at = skip(bytes, at);              /* the path's nodes */
    }
    return skip(bytes, skip(bytes, skip(bytes, at))); /* signature and both tags */
}

bool call_announce(call *c, member *winner) {
    static uint8_t message[CALL_MOST];
    for (int i = 0; i < c->count && !winner->commit_len; i++) winner = c->members[i];
    if (!winner->commit_len) return false;
    size_t commit = call_split(winner->commit), rest = winner->commit_len - commit;
    uint8_t head[3] = {29, (uint8_t)(c->transition >> 8), (uint8_t)c->transition};
    memcpy(message, head, 3), memcpy(message + 3, winner->commit, commit);
    bool first = true;
    uint32_t leaf = 0;
    for (int i = 0; i < c->count; i++) first = first && !c->members[i]->inside;
    if (first) winner->inside = true, winner->leaf = 0, leaf = 1;
    for (int i = 0; i < c->count; i++)
        if (c->members[i]->inside) tell(c, c->members[i], message, 3 + commit);
    message[0] = 30, memcpy(message + 3, winner->commit + commit, rest);
    for (int i = 0; i < c->count; i++) {
        member *m = c->members[i];
        m->commit_len = 0;
        if (m->inside) continue;
        /* A new one gets the first place that is free. */
        for (int k = 0; k < c->count; k++)
            if (c->members[k]->inside && c->members[k]->leaf == leaf) leaf++, k = -1;
        m->inside = true, m->leaf = leaf;
        tell(c, m, message, 3 + rest);
    }
    c->epoch++;
    for (int i = 0; i < c->count; i++) {
        member *m = c->members[i];
        if (m->ready) CHECK(pp_dave_execute_transition(m->session, (uint16_t)m->ready, c->now) == PP_OK);
        m->ready = 0;
        member_drain(c, m);
    }
    return true;
}

bool call_form(call *c, member *winner) {
    static uint8_t proposals[CALL_MOST], message[CALL_MOST];
    c->epoch = 0, c->transition = 0;
    for (int i = 0; i < c->count; i++) {
        member *m = c->members[i];
        m->inside = false, m->commit_len = 0;
        if (m->tell) continue;
        CHECK(pp_dave_prepare_epoch(m->session, 1, 1, c->now) == PP_OK);
        member_drain(c, m);
    }
    for (int i = 0; i < c->count; i++) {
        size_t len = 0;
        for (int k = 0; k < c->count; k++)
            if (k != i) len += call_add(c, c->members[k]->package, c->members[k]->package_len, proposals + len);
        tell(c, c->members[i], message, call_message((uint8_t[]){27, 0}, 2, proposals, len, message));
    }
    return call_announce(c, winner);
}

static void propose_to_all(call *c, const uint8_t *proposal, size_t len) {
    static uint8_t message[CALL_MOST];
    size_t n = call_message((uint8_t[]){27, 0}, 2, proposal, len, message);
    c->transition++;
    for (int i = 0; i < c->count; i++)
        if (c->members[i]->inside) tell(c, c->members[i], message, n);
}

bool call_join(call *c, member *winner, member *new_one) {
    uint8_t proposal[1024];
    propose_to_all(c, proposal, call_add(c, new_one->package, new_one->package_len, proposal));
    return call_announce(c, winner);
}

bool call_leave(call *c, member *winner, member *old_one) {
    uint8_t proposal[256];
    int place = 0;
    while (c->members[place] != old_one) place++;
    memmove(&c->members[place], &c->members[place + 1], sizeof(member *) * (size_t)(--c->count - place));
    propose_to_all(c, proposal, call_remove(c, old_one->leaf, proposal));
    for (int i = 0; i < c->count; i++)
        if (!c->members[i]->tell) CHECK(pp_dave_disconnect(c->members[i]->session, old_one->user) == PP_OK);
    return call_announce(c, winner);
}

void call_check(call *c) {
    uint8_t code[64], other[64], sealed[64], opened[64];
    size_t len, count;
    for (int i = 0; i < c->count; i++) {
        pp_dave_state state = PP_SIZED(pp_dave_state);
        CHECK(pp_dave_session_state(c->members[i]->session, &state) == PP_OK);
        CHECK(state.established && state.epoch == c->epoch && state.members == (uint32_t)c->count);
        CHECK(pp_dave_privacy_code(c->members[i]->session, i ? other : code, sizeof code, &len) == PP_OK);
        CHECK(len == PP_DAVE_PRIVACY_CODE && (!i || !memcmp(code, other, len)));
        if (c->members[i]->tell) continue;
        CHECK(pp_dave_seal(c->members[i]->frames, (const uint8_t *)"sound", 5, sealed, sizeof sealed, &len) == PP_OK);
        for (int k = 0; k < c->count; k++) {
            if (k == i || c->members[k]->tell) continue;
            CHECK(pp_dave_open(c->members[k]->frames, c->members[i]->user, sealed, len, c->now, opened, sizeof opened, &count)
                  == PP_OK);
            CHECK(count == 5 && !memcmp(opened, "sound", 5));
        }
    }
}
