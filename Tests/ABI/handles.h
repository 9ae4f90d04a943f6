/* For the hostile host: one living handle of each kind. */
#ifndef HANDLES_H
#define HANDLES_H

#include <phonepatch.h>
#include <stddef.h>

static inline pp_opus_encoder *make_pp_opus_encoder(void) {
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    pp_opus_encoder *made = NULL;
    return pp_opus_encoder_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_opus_decoder *make_pp_opus_decoder(void) {
    pp_opus_decoder_config config = PP_SIZED(pp_opus_decoder_config);
    pp_opus_decoder *made = NULL;
    return pp_opus_decoder_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_resampler *make_pp_resampler(void) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    pp_resampler *made = NULL;
    config.from_rate = 8000, config.to_rate = 48000;
    return pp_resampler_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_mixer *make_pp_mixer(void) {
    pp_mixer_config config = PP_SIZED(pp_mixer_config);
    pp_mixer *made = NULL;
    config.legs = 4, config.samples = 160;
    return pp_mixer_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_level *make_pp_level(void) {
    pp_level_config config = PP_SIZED(pp_level_config);
    pp_level *made = NULL;
    return pp_level_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_vad *make_pp_vad(void) {
    pp_vad_config config = PP_SIZED(pp_vad_config);
    pp_vad *made = NULL;
    return pp_vad_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_tone *make_pp_tone(void) {
    pp_tone_config config = PP_SIZED(pp_tone_config);
    pp_tone *made = NULL;
    return pp_tone_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_listener *make_pp_listener(void) {
    pp_listener_config config = PP_SIZED(pp_listener_config);
    pp_listener *made = NULL;
    config.hear = 15;
    return pp_listener_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_jitter *make_pp_jitter(void) {
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    pp_jitter *made = NULL;
    config.codec = PP_ENCODING_MULAW, config.transport = PP_JITTER_STREAM;
    return pp_jitter_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_leg *make_pp_leg(void) {
    pp_leg_config config = PP_SIZED(pp_leg_config);
    pp_leg *made = NULL;
    config.kind = PP_LEG_PCM;
    return pp_leg_create(&config, NULL, 0, 8000, &made) == PP_OK ? made : NULL;
}

static inline pp_transport *make_pp_transport(void) {
    static const uint8_t key[PP_TRANSPORT_KEY] = {1};
    pp_transport_config config = PP_SIZED(pp_transport_config);
    pp_transport *made = NULL;
    config.mode = PP_TRANSPORT_AES256_GCM;
    return pp_transport_create(&config, key, sizeof key, &made) == PP_OK ? made : NULL;
}

static inline pp_dave_update *make_pp_dave_update(void) {
    static const uint8_t key[PP_DAVE_KEY] = {1};
    pp_dave_update_config config = PP_SIZED(pp_dave_update_config);
    pp_dave_update *made = NULL;
    if (pp_dave_update_create(&config, &made) != PP_OK) return NULL;
    return pp_dave_update_add_receiver(made, 1, key, sizeof key) == PP_OK
               && pp_dave_update_set_sender(made, key, sizeof key, 0) == PP_OK ? made : NULL;
}

static inline pp_dave_frames *make_pp_dave_frames(void) {
    pp_dave_frames_config config = PP_SIZED(pp_dave_frames_config);
    pp_dave_frames *made = NULL;
    pp_dave_update *keys = make_pp_dave_update();
    if (pp_dave_frames_create(&config, &made) != PP_OK || !keys) return NULL;
    pp_status status = pp_dave_apply(made, keys, 0);
    pp_dave_update_destroy(keys);
    return status == PP_OK ? made : NULL;
}

static inline pp_dave_session *make_pp_dave_session(void) {
    pp_dave_session_config config = PP_SIZED(pp_dave_session_config);
    pp_dave_session *made = NULL;
    config.user = 7, config.channel = 8;
    return pp_dave_session_create(&config, &made) == PP_OK && pp_dave_start(made, 1, 0) == PP_OK ? made : NULL;
}

static inline pp_recorder *make_pp_recorder(void) {
    pp_recorder_config config = PP_SIZED(pp_recorder_config);
    pp_recorder *made = NULL;
    return pp_recorder_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_voice *make_pp_voice(void) {
    pp_voice_config config = PP_SIZED(pp_voice_config);
    pp_voice *made = NULL;
    config.user = 1;
    if (pp_voice_create(&config, &made) != PP_OK) return NULL;
    return pp_voice_join(made, 1, 2, 0, 0) == PP_OK ? made : NULL;
}

#define START                                                                                                         \
    "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"streamSid\":\"MZ1\",\"start\":{\"streamSid\":\"MZ1\",\"accountSid\":"           \
    "\"AC1\",\"callSid\":\"CA1\",\"tracks\":[\"inbound\"],\"customParameters\":{\"a\":\"b\"},\"mediaFormat\":{\"encoding\":"       \
    "\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1}}}"

/* A Room with two PCM legs, a caller and a Discord channel in it; their ids are in some_legs. */
#define SOME_LEGS 4
static pp_leg_id some_legs[SOME_LEGS];

static inline pp_room *make_pp_room(void) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config caller = PP_SIZED(pp_leg_config);
    pp_room *made = NULL;
    pp_leg *legs[SOME_LEGS] = {make_pp_leg(), make_pp_leg()};
    pp_leg_config channel = PP_SIZED(pp_leg_config);
    config.capacity = 6, caller.kind = PP_LEG_CARRIER, channel.kind = PP_LEG_DISCORD;
    channel.speakers = 4, channel.speaker_taps = 1;
    if (pp_leg_create(&caller, (const uint8_t *)START, sizeof START - 1, 8000, &legs[2]) != PP_OK) return NULL;
    if (pp_leg_create(&channel, NULL, 0, 8000, &legs[3]) != PP_OK) return NULL;
    if (pp_room_create(&config, &made) != PP_OK) return NULL;
    for (int i = 0; i < SOME_LEGS; i++) {
        if (pp_room_add(made, legs[i], &some_legs[i]) != PP_OK) return NULL;
    }
    return made;
}

#endif
