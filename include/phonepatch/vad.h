/* Phonepatch: voice activity: when somebody speaks, told from noise, tones and music.
 *
 * A small trained network looks at the last 32 ms of sound every 20 ms, and every 10 ms where the level rises, behind a
 * gate that lets silence pass for nearly nothing. It knows nothing of words or of who speaks; voices in the background
 * are voices. The sound is never changed. */
#ifndef PHONEPATCH_VAD_H
#define PHONEPATCH_VAD_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_vad pp_vad;

#define PP_VAD_MODEL 1  /* the network                                                               */
#define PP_VAD_ENERGY 2 /* 9 dB above a floor that follows the background: every new noise is speech */

/* Where 0 is a default, -1 means none. */
typedef struct pp_vad_config {
    uint32_t size;
    uint32_t sample_rate; /* 8000, 16000, 24000 or 48000; 0 means 8000. Only what is below 4 kHz
                             is looked at                                                            */
    uint32_t mode;        /* PP_VAD_; 0 means PP_VAD_MODEL                                           */
    float threshold;      /* speech begins when it is at least this likely, 0.05 to 0.95, or 54 % of
                             that within 60 ms of a rise of the level; it ends below 77 % of that; 0
                             means 0.65                                                              */
    int32_t hangover_ms;  /* for so long it has to be unlikely before it is over, to 5000; 0 means
                             10                                                                      */
    int32_t pre_roll_ms;  /* sound kept for pp_vad_pre_roll, to 1000; 0 means 300                    */
} pp_vad_config;

#define PP_VAD_NONE 0
#define PP_VAD_STARTED 1
#define PP_VAD_ENDED 2

typedef struct pp_vad_state {
    uint32_t size;
    uint32_t speech;   /* 1: somebody speaks, hysteresis and hangover considered                     */
    uint32_t change;   /* what this frame changed: PP_VAD_NONE, _STARTED, _ENDED                     */
    uint32_t echo;     /* 1: it would be speech, but may be the echo of what this party is played    */
    float probability; /* that it is speech, 0 to 1                                                  */
    float music;       /* that it is music without speech, 0 to 1                                    */
    float level_dbov;  /* of the frame, -127 to 0                                                    */
    uint32_t reserved; /* 0                                                                          */
    uint64_t position; /* of the last change: the sample, from the first given, where speech began or
                          ended; before the frame that showed it                                     */
} pp_vad_state;

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_vad_create(const pp_vad_config *config, pp_vad **out);

/* [setup] Null is fine. */
PP_API void pp_vad_destroy(pp_vad *vad);

/* [rt] Back to how it was created. */
PP_API PP_MUST_USE pp_status pp_vad_reset(pp_vad *vad);

/* [rt] The next 10 ms; another number of samples is PP_ERR_ARGUMENT. `far`, 10 ms or nothing, is what this party was
 * played meanwhile: what may be its echo is not taken for speech. state may be null. */
PP_API PP_MUST_USE pp_status pp_vad_process(pp_vad *vad, const int16_t *pcm, size_t samples, const int16_t *far,
                                            size_t far_samples, pp_vad_state *state);

/* [rt] The newest sound, the last frame included, as much as is kept and fits: after PP_VAD_STARTED the first syllable
 * is in it. Writes its length to *out_samples. */
PP_API PP_MUST_USE pp_status pp_vad_pre_roll(const pp_vad *vad, int16_t *pcm, size_t pcm_cap_samples,
                                             size_t *out_samples);

#ifdef __cplusplus
}
#endif

#endif
