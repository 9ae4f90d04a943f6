/* DAVE frames and transport, for the stages that seal and open. */
#ifndef SEALING_H
#define SEALING_H

#include "ours.h"

static inline void make_transport(pp_transport **out, uint32_t mode) {
    uint8_t key[PP_TRANSPORT_KEY];
    pp_transport_config config = PP_SIZED(pp_transport_config);
    for (int i = 0; i < PP_TRANSPORT_KEY; i++) key[i] = (uint8_t)i;
    config.mode = mode;
    pp_transport_destroy(*out);
    must(pp_transport_create(&config, key, sizeof key, out));
}

/* Keys of ours to send with, and of the other user. */
static inline pp_dave_update *make_keys(void) {
    static const uint8_t base[PP_DAVE_KEY] = DAVE_BASE;
    pp_dave_update_config config = PP_SIZED(pp_dave_update_config);
    pp_dave_update *update = NULL;
    must(pp_dave_update_create(&config, &update));
    must(pp_dave_update_set_sender(update, base, sizeof base, 0));
    must(pp_dave_update_add_receiver(update, DAVE_USER, base, sizeof base));
    return update;
}

static inline void make_frames(pp_dave_frames **out) {
    pp_dave_frames_config config = PP_SIZED(pp_dave_frames_config);
    pp_dave_update *update = make_keys();
    pp_dave_frames_destroy(*out);
    must(pp_dave_frames_create(&config, out)), must(pp_dave_apply(*out, update, 0));
    pp_dave_update_destroy(update);
}

static inline size_t sealed(pp_dave_frames *frames, pp_transport *transport, uint32_t sequence, uint32_t stamp, const uint8_t *opus,
                            size_t length, uint8_t *out, size_t room) {
    size_t head, body, all;
    pp_rtp header = PP_SIZED(pp_rtp);
    header.payload_type = PP_RTP_DISCORD_AUDIO, header.sequence = sequence, header.timestamp = stamp, header.ssrc = 3;
    must(pp_rtp_write(&header, out, room, &head));
    must(pp_dave_seal(frames, opus, length, out + head, room - head, &body));
    must(pp_transport_seal(transport, out, room, head + body, &all));
    return all;
}

static inline size_t opened(pp_dave_frames *frames, pp_transport *transport, uint8_t *datagram, size_t length, uint64_t now,
                            uint8_t *out, size_t room) {
    size_t packet, media;
    pp_rtp read = PP_SIZED(pp_rtp);
    must(pp_transport_open(transport, datagram, length, &packet));
    must(pp_rtp_read(datagram, packet, &read));
    must(pp_dave_open(frames, DAVE_USER, datagram + read.payload_offset, read.payload_len, now, out, room, &media));
    return media;
}

#endif
