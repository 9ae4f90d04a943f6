/* The stages of the scenario that seal and open: transport packets in both modes, and DAVE frames with keys by hand. */
#include "stages.h"

#include <string.h>

static pp_transport *ours[2];
static uint8_t secret[PP_TRANSPORT_KEY] = {1, 2, 3};

static pp_status transport_create(void) {
    for (uint32_t i = 0; i < 2; i++) {
        pp_transport_config config = PP_SIZED(pp_transport_config);
        config.mode = i ? PP_TRANSPORT_XCHACHA20_POLY1305 : PP_TRANSPORT_AES256_GCM;
        TRY(pp_transport_create(&config, secret, sizeof secret, &ours[i]));
    }
    return PP_OK;
}

static void transport_destroy(void) {
    for (int i = 0; i < 2; i++) pp_transport_destroy(ours[i]), ours[i] = NULL;
}

static void transport_frame(uint64_t n) {
    uint8_t packet[256], kept[256];
    size_t length = 0, sealed = 0;
    pp_rtp header = PP_SIZED(pp_rtp), read = PP_SIZED(pp_rtp);
    pp_transport *transport = ours[n & 1];
    header.payload_type = PP_RTP_DISCORD_AUDIO, header.sequence = n & 0xFFFF, header.timestamp = (uint32_t)(n * 960);
    header.ssrc = 7;
    CHECK(pp_rtp_write(&header, packet, 5, &length) == PP_ERR_NO_SPACE && length == PP_RTP_HEADER);
    CHECK(pp_rtp_write(&header, packet, sizeof packet, &length) == PP_OK && length == PP_RTP_HEADER);
    memset(packet + length, (int)(n & 0xFF), 80);
    length += 80;
    if (n % 3 == 0) packet[0] |= 0x20, packet[length - 1] = 5; /* padding */
    CHECK(pp_transport_seal(transport, packet, length + 10, length, &sealed) == PP_ERR_NO_SPACE);
    CHECK(sealed == length + PP_TRANSPORT_OVERHEAD);
    CHECK(pp_transport_seal(transport, packet, sizeof packet, length, &sealed) == PP_OK);
    CHECK(sealed == length + PP_TRANSPORT_OVERHEAD && !pp_rtp_is_control(packet, sealed));
    memcpy(kept, packet, sealed);
    kept[20 + n % 60] ^= 1;
    CHECK(pp_transport_open(transport, kept, sealed, &length) == PP_ERR_AUTH);
    CHECK(pp_transport_open(transport, kept, n % 28, &length) == PP_ERR_MALFORMED);
    CHECK(pp_transport_open(transport, packet, sealed, &length) == PP_OK && length == 92);
    CHECK(pp_rtp_read(packet, length, &read) == PP_OK);
    CHECK(read.sequence == (n & 0xFFFF) && read.payload_len == (n % 3 == 0 ? 75 : 80));
    CHECK(pp_rtp_read(packet, 12, &read) == PP_ERR_MALFORMED);
}

const stage transport_stage = {"transport", transport_create, transport_frame, transport_destroy};

/* Two ends. Keys come and go, generations step, and much of what arrives is wrong. */
static pp_dave_frames *near, *far;
static pp_dave_update *update;

static pp_status dave_create(void) {
    pp_dave_frames_config config = PP_SIZED(pp_dave_frames_config);
    pp_dave_update_config carrying = PP_SIZED(pp_dave_update_config);
    config.users = 10, config.speakers = 2, carrying.users = 4;
    TRY(pp_dave_frames_create(&config, &near));
    TRY(pp_dave_frames_create(&config, &far));
    return pp_dave_update_create(&carrying, &update);
}

static void dave_destroy(void) {
    pp_dave_frames_destroy(near), pp_dave_frames_destroy(far), pp_dave_update_destroy(update);
    near = far = NULL, update = NULL;
}

/* An epoch of its own every 400 frames; at its middle the sender stands just before another generation. */
static void give_keys(uint64_t n, uint64_t now) {
    uint8_t key[PP_DAVE_KEY] = {0};
    memcpy(key, &n, sizeof n);
    for (uint64_t user = 1; user <= 4; user++) {
        key[15] = (uint8_t)user;
        CHECK(pp_dave_update_add_receiver(update, user, key, sizeof key) == PP_OK);
    }
    CHECK(pp_dave_update_add_receiver(update, 5, key, sizeof key) == PP_ERR_NO_SPACE);
    CHECK(pp_dave_update_set_passthrough(update, n / 400 % 2) == PP_OK);
    CHECK(pp_dave_apply(near, update, now) == PP_OK);
    key[15] = (uint8_t)(1 + n / 400 % 4);
    CHECK(pp_dave_update_set_sender(update, key, sizeof key, n % 800 ? (1u << 24) - 201 : 0) == PP_OK);
    CHECK(pp_dave_apply(far, update, now) == PP_OK);
}

static void dave_frame(uint64_t n) {
    /* A day and more for each epoch, so that the second generation may come. */
    uint64_t now = (n / 400) * 100000000000u + (n % 400) * 20000 + (n % 400 >= 200 ? 98700000000u : 0);
    uint64_t user = 1 + n / 400 % 4;
    uint8_t sound[100], frame[100 + PP_DAVE_OVERHEAD], wrong[100 + PP_DAVE_OVERHEAD], out[128];
    static const uint8_t silence[] = {0xF8, 0xFF, 0xFE};
    size_t length = 0, opened = 0;
    if (n % 400 == 0) give_keys(n, now);
    memset(sound, (int)(n & 0x7F), sizeof sound);
    CHECK(pp_dave_seal(far, sound, sizeof sound, frame, 100, &length) == PP_ERR_NO_SPACE && length > 110);
    CHECK(pp_dave_seal(far, sound, sizeof sound, frame, sizeof frame, &length) == PP_OK);
    CHECK(pp_dave_is_frame(frame, length) == 1 && pp_dave_is_frame(sound, sizeof sound) == 0);
    memcpy(wrong, frame, length);
    wrong[n % 108] ^= 0x10;
    CHECK(pp_dave_open(near, user, wrong, length, now, out, sizeof out, &opened) == PP_DAVE_UNAUTHENTICATED);
    CHECK(pp_dave_open(near, 99, frame, length, now, out, sizeof out, &opened) == PP_DAVE_UNKNOWN_USER && opened == 0);
    CHECK(pp_dave_open(near, user, frame, length, now, out, 50, &opened) == PP_ERR_NO_SPACE && opened == 100);
    CHECK(pp_dave_open(near, user, frame, length, now, out, sizeof out, &opened) == PP_OK && opened == 100);
    CHECK(!memcmp(out, sound, 100));
    CHECK(pp_dave_open(near, user, frame, length, now, out, sizeof out, &opened) == PP_DAVE_REPLAYED);
    CHECK(pp_dave_open(near, user, silence, 3, now, out, sizeof out, &opened) == PP_DAVE_SILENCE && opened == 3);
    pp_status plain = pp_dave_open(near, user, sound, 100, now, out, sizeof out, &opened);
    CHECK(plain == PP_DAVE_PLAINTEXT || plain == PP_DAVE_PASSED);
    frame[length - 3] = 255;
    plain = pp_dave_open(near, user, frame, length, now, out, sizeof out, &opened);
    CHECK(plain == PP_DAVE_DAMAGED || plain == PP_DAVE_PASSED);
}

const stage dave_stage = {"dave frames", dave_create, dave_frame, dave_destroy};
