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

static inline pp_jitter *make_pp_jitter(void) {
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    pp_jitter *made = NULL;
    config.codec = PP_ENCODING_MULAW, config.transport = PP_JITTER_STREAM;
    return pp_jitter_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_room *make_pp_room(void) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_room *made = NULL;
    config.capacity = 4;
    return pp_room_create(&config, &made) == PP_OK ? made : NULL;
}

static inline pp_leg *make_pp_leg(void) {
    pp_leg_config config = PP_SIZED(pp_leg_config);
    pp_leg *made = NULL;
    config.kind = PP_LEG_PCM;
    return pp_leg_create(&config, NULL, 0, 8000, &made) == PP_OK ? made : NULL;
}

#endif
