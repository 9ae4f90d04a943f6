/* Phonepatch: sound as samples: mixing and measuring.
 *
 * Samples are signed 16-bit, one channel, at whatever rate you use throughout. */
#ifndef PHONEPATCH_AUDIO_H
#define PHONEPATCH_AUDIO_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Mixer ---------------------------------------------------------------------------------------------------------
 * Many legs in one room: each hears the sum of the others. Once a tick: begin, put for every leg that speaks, then mix
 * at most once for every leg that listens.
 *
 * The sum is exact while it stays within -1 dBFS (a magnitude of 29204) and every gain heard is 1. A louder one passes
 * a limiter of the listener: a gain for the whole sound, which falls within the frame so that no sample is clipped,
 * and returns by 0.5 dB a frame until it is exactly 1. One leg heard alone at gain 1 is exact up to full scale. */
typedef struct pp_mixer pp_mixer;

typedef struct pp_mixer_config {
    uint32_t size;
    uint32_t legs;    /* 1 to 1024; memory grows with its square                                       */
    uint32_t samples; /* in every frame, 1 to 5760: 160 is 20 ms at 8 kHz                            */
} pp_mixer_config;

/* What one listener was given. */
typedef struct pp_mix {
    uint32_t size;
    uint32_t contributors; /* legs with sound that reached this listener                             */
    int32_t sole;          /* the one leg heard, if there is exactly one and its gain rests at 1;
                              unless limited, the output is its frame; otherwise -1                  */
    uint32_t limited;      /* 1: the limiter was at work, so the output is not the exact sum         */
} pp_mix;

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_mixer_create(const pp_mixer_config *config, pp_mixer **out);

/* [setup] Null is fine. */
PP_API void pp_mixer_destroy(pp_mixer *mixer);

/* [rt] How loud `to` hears `from`: 0 to 8, 1 at first. A change is a straight ramp over the next frame mixed for `to`.
 * A leg never hears itself: its gain to itself has no effect. */
PP_API PP_MUST_USE pp_status pp_mixer_set_gain(pp_mixer *mixer, uint32_t from, uint32_t to, float gain);

/* [rt] At once: gain 1 both ways, nothing put, limiter idle. For a place that another leg will take. */
PP_API PP_MUST_USE pp_status pp_mixer_clear_leg(pp_mixer *mixer, uint32_t leg);

/* [rt] A tick begins: what was put in the last one is forgotten. */
PP_API PP_MUST_USE pp_status pp_mixer_begin(pp_mixer *mixer);

/* [rt] What a leg says in this tick. More than a frame is PP_ERR_ARGUMENT; less is filled up with silence. Zeros count
 * as not speaking. A second frame in one tick replaces the first. */
PP_API PP_MUST_USE pp_status pp_mixer_put(pp_mixer *mixer, uint32_t leg, const int16_t *pcm, size_t samples);

/* [rt] What a leg hears in this tick: writes one frame. Less room is PP_ERR_NO_SPACE, with nothing done and the room
 * needed in *out_samples. result and out_samples may be null. */
PP_API PP_MUST_USE pp_status pp_mixer_mix(pp_mixer *mixer, uint32_t leg, int16_t *pcm, size_t pcm_cap_samples,
                                          size_t *out_samples, pp_mix *result);

/* Level ---------------------------------------------------------------------------------------------------------
 * How loud sound is, gathered over as many frames as are measured. Levels are dBov (ITU-T G.100.1): 0 is the RMS, or
 * the peak, of 32768, so a full sine has an RMS of -3.01. Silence is -127. */
typedef struct pp_level pp_level;

typedef struct pp_level_config {
    uint32_t size;
    uint32_t ceiling; /* samples of at least this magnitude are clipped; 0 means 32767. The greatest
                         that mu-law can say is 32124, A-law 32256                                   */
} pp_level_config;

typedef struct pp_level_values {
    uint32_t size;
    uint32_t peak;         /* the greatest magnitude, 0 to 32768                                     */
    double rms;            /* 0 to 32768                                                             */
    double rms_dbov;       /* -127 to 0                                                              */
    double peak_dbov;      /* -127 to 0                                                              */
    uint64_t samples;      /* measured                                                               */
    uint64_t clipped;      /* samples at the ceiling or beyond                                       */
    uint64_t clipped_runs; /* flat tops: runs of at least two clipped samples of one sign            */
} pp_level_values;

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_level_create(const pp_level_config *config, pp_level **out);

/* [setup] Null is fine. */
PP_API void pp_level_destroy(pp_level *level);

/* [rt] Begins anew. */
PP_API PP_MUST_USE pp_status pp_level_reset(pp_level *level);

/* [rt] Adds a frame of any length. */
PP_API PP_MUST_USE pp_status pp_level_measure(pp_level *level, const int16_t *pcm, size_t samples);

/* [rt] What was measured since create or reset. */
PP_API PP_MUST_USE pp_status pp_level_read(const pp_level *level, pp_level_values *values);

#ifdef __cplusplus
}
#endif

#endif
