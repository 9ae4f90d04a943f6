/* Phonepatch: the sounds of the telephone network, to make and to hear: tones by country, digits, comfort noise; digits,
 * beeps and fax machines in sound, and what it is that answered a call. */
#ifndef PHONEPATCH_TONE_H
#define PHONEPATCH_TONE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Generator -----------------------------------------------------------------------------------------------------
 * Plays one thing at a time; what is begun replaces what was. Levels are dBov, -60 to -6, of each frequency; 0 means -19
 * for tones and -13 for digits. */
typedef struct pp_tone pp_tone;

typedef struct pp_tone_config {
    uint32_t size;
    uint32_t sample_rate; /* 8000 to 48000; 0 means 8000                                             */
} pp_tone_config;

#define PP_TONE_DIAL 1        /* dial now                                                            */
#define PP_TONE_RINGBACK 2    /* it rings there                                                      */
#define PP_TONE_BUSY 3
#define PP_TONE_REORDER 4     /* no way there; congestion                                            */
#define PP_TONE_INFORMATION 5 /* before an announcement: the special information tone                */

/* A country by its two letters of ISO 3166: PP_COUNTRY('U', 'S'). One that is not known has Germany's tones. */
#define PP_COUNTRY(first, second) ((uint32_t)(first) << 8 | (uint32_t)(second))

/* A piece of a cadence. Frozen. */
typedef struct pp_tone_step {
    uint16_t low_hz;      /* 0 for none; both 0 for silence                                          */
    uint16_t high_hz;
    uint16_t duration_ms; /* 0 for ever                                                              */
    uint16_t reserved;    /* 0                                                                       */
} pp_tone_step;

/* The most digits of one pp_tone_digits, and the most steps of one pp_tone_steps. */
#define PP_TONE_DIGITS_MAX 32
#define PP_TONE_STEPS_MAX 8

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_tone_create(const pp_tone_config *config, pp_tone **out);

/* [setup] Null is fine. */
PP_API void pp_tone_destroy(pp_tone *tone);

/* [rt] A tone of the network, PP_TONE_, until another or pp_tone_stop. */
PP_API PP_MUST_USE pp_status pp_tone_network(pp_tone *tone, uint32_t kind, uint32_t country, int32_t level_dbov);

/* [rt] Digits: 0-9, A-D, * and #, each on_ms long with off_ms behind it, 40 to 1000, which is what receivers of ITU-T
 * Q.24 need at least; 0 means 80. A comma is half a second of silence. */
PP_API PP_MUST_USE pp_status pp_tone_digits(pp_tone *tone, const uint8_t *digits, size_t digits_len, uint32_t on_ms,
                                            uint32_t off_ms, int32_t level_dbov);

/* [rt] A cadence of your own, once, or with `repeats` = 1 for ever. */
PP_API PP_MUST_USE pp_status pp_tone_steps(pp_tone *tone, const pp_tone_step *steps, size_t steps_count,
                                           uint32_t repeats, int32_t level_dbov);

/* [rt] Comfort noise from a payload of RFC 3389: its level in -dBov, then at most 12 reflection coefficients. */
PP_API PP_MUST_USE pp_status pp_tone_noise(pp_tone *tone, const uint8_t *payload, size_t payload_len);

/* [rt] Silence from here on. */
PP_API PP_MUST_USE pp_status pp_tone_stop(pp_tone *tone);

/* [rt] The next samples. *out_samples, which may be null, is how many are sound; fewer than asked for, and it is over:
 * the rest is zeros. */
PP_API PP_MUST_USE pp_status pp_tone_read(pp_tone *tone, int16_t *pcm, size_t pcm_samples, size_t *out_samples);

/* Listener ------------------------------------------------------------------------------------------------------
 * Hears what is in one party's sound and changes nothing. Give it 10 ms at a time, and poll it empty after each. */
typedef struct pp_listener pp_listener;

#define PP_HEAR_SPEECH 1 /* speech that begins and ends, as vad.h has it                             */
#define PP_HEAR_DIGITS 2 /* DTMF, by the limits of ITU-T Q.24                                        */
#define PP_HEAR_BEEP 4   /* the beep of an answering machine, fax machines, the information tone     */
#define PP_HEAR_ANSWER 8 /* what answered; begin when the call is answered                           */

typedef struct pp_listener_config {
    uint32_t size;
    uint32_t sample_rate;     /* 8000, 16000, 24000 or 48000; 0 means 8000                           */
    uint32_t hear;            /* PP_HEAR_, added up                                                  */
    float speech_threshold;   /* 0.05 to 0.95; 0 means what pp_vad has                               */
    int32_t speech_hangover_ms; /* to 5000; 0 means 200, -1 none                                     */
} pp_listener_config;

#define PP_HEARD_NOTHING 0
#define PP_HEARD_SPEECH_STARTED 1 /* value: its likelihood in thousandths                            */
#define PP_HEARD_SPEECH_ENDED 2   /* value: how long it was, in ms                                   */
#define PP_HEARD_DIGIT 3          /* value: the key in ASCII                                         */
#define PP_HEARD_BEEP 4           /* value: its frequency in Hz; told once it has lasted             */
#define PP_HEARD_BEEP_ENDED 5     /* value: how long it was, in ms                                   */
#define PP_HEARD_FAX 6            /* value 1100: one that calls (CNG), 2100: one that answers (CED)  */
#define PP_HEARD_INFORMATION 7    /* the network's information tone                                  */
#define PP_HEARD_ANSWER 8         /* value: PP_ANSWER_, extra: the confidence in thousandths. A later
                                     one replaces it: a beep makes a machine of a short greeting     */

#define PP_ANSWER_HUMAN 1   /* a short greeting and then a pause                                     */
#define PP_ANSWER_MACHINE 2 /* a long greeting, or a beep behind one                                 */
#define PP_ANSWER_FAX 3
#define PP_ANSWER_SILENCE 4 /* nothing for 4 s                                                       */
#define PP_ANSWER_MUSIC 5   /* music and nobody who speaks                                           */
#define PP_ANSWER_NETWORK 6 /* the information tone                                                  */

typedef struct pp_heard {
    uint32_t size;
    uint32_t kind;     /* PP_HEARD_                                                                  */
    uint64_t position; /* where it began (ended, for the two ENDED): samples from the first given    */
    uint64_t value;
    uint64_t extra;
} pp_heard;

/* [setup] *out is written only on PP_OK. Nothing to hear is PP_ERR_ARGUMENT. */
PP_API PP_MUST_USE pp_status pp_listener_create(const pp_listener_config *config, pp_listener **out);

/* [setup] Null is fine. */
PP_API void pp_listener_destroy(pp_listener *listener);

/* [rt] The next 10 ms; another number of samples is PP_ERR_ARGUMENT. `far`, 10 ms or nothing, is what this party was
 * played meanwhile: what may be its echo is not taken for speech. Events that were not polled are forgotten. */
PP_API PP_MUST_USE pp_status pp_listener_process(pp_listener *listener, const int16_t *pcm, size_t samples,
                                                 const int16_t *far, size_t far_samples);

/* [rt] The next event of the newest 10 ms; PP_HEARD_NOTHING after the last. Set heard->size first (PP_SIZED). */
PP_API PP_MUST_USE pp_status pp_listener_poll(pp_listener *listener, pp_heard *heard);

#ifdef __cplusplus
}
#endif

#endif
