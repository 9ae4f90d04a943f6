/* Phonepatch: streaming resampler, any pair of rates from 8 to 192 kHz.
 *
 * Feed sound in pieces of any size; the samples that come out are the same for any cutting into pieces and for any
 * size of the output. Samples are signed 16-bit; several channels are interleaved and counted per channel.
 *
 * Two filters: with no quality asked for, rates in a ratio of whole numbers up to 6 (any two of 8, 16, 24, 32 and 48 kHz)
 * take one of our own: 24 samples of the lower rate late (27 where one rate is four or six times the other: 3.4 ms between 8 and
 * 48 kHz), flat to 0.85 of its half (3.4 kHz of 4), 92 dB down from 1.15 of it on. All other rates, and whoever asks for a
 * quality, take speexdsp, which costs six times as much. */
#ifndef PHONEPATCH_RESAMPLE_H
#define PHONEPATCH_RESAMPLE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_resampler pp_resampler;

typedef struct pp_resampler_config {
    uint32_t size;
    uint32_t from_rate; /* 8000 to 192000                                                            */
    uint32_t to_rate;   /* 8000 to 192000; equal rates copy, with no delay                           */
    uint32_t channels;  /* 1 to 8; 0 means 1                                                         */
    uint32_t quality;   /* speexdsp's 1 (shortest delay) to 10 (steepest filter); 0: ours if it takes
                           the rates, else 5                                                         */
} pp_resampler_config;

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_resampler_create(const pp_resampler_config *config, pp_resampler **out);

/* [setup] Null is fine. */
PP_API void pp_resampler_destroy(pp_resampler *resampler);

/* [rt] Back to just created: silence before the first sample. */
PP_API PP_MUST_USE pp_status pp_resampler_reset(pp_resampler *resampler);

/* [rt] Just after create or reset, for files: leaves the delay's silence out, so that the first sample out is in line
 * with the first one in. Later it is PP_ERR_STATE. At the end feed *out_in_samples of pp_resampler_delay of zeros to
 * get the rest. */
PP_API PP_MUST_USE pp_status pp_resampler_skip_delay(pp_resampler *resampler);

/* [rt] Reads up to in_samples and writes up to out_cap_samples, whichever ends first, and says how many of each in
 * *out_consumed and *out_produced: feed what is left again. When there is room for nothing at all but sound is due,
 * that is PP_ERR_NO_SPACE with the room for all of it in *out_produced, and nothing was consumed. */
PP_API PP_MUST_USE pp_status pp_resampler_process(pp_resampler *resampler, const int16_t *in, size_t in_samples,
                                                  int16_t *out, size_t out_cap_samples, size_t *out_consumed,
                                                  size_t *out_produced);

/* [rt] Exactly how many samples come out of the next in_samples: the room that takes all in one call. */
PP_API PP_MUST_USE pp_status pp_resampler_needed(const pp_resampler *resampler, size_t in_samples, size_t *out_samples);

/* [rt] The delay in samples at the input's rate, which is exact, and at the output's, which is rounded. */
PP_API PP_MUST_USE pp_status pp_resampler_delay(const pp_resampler *resampler, uint32_t *out_in_samples,
                                                uint32_t *out_out_samples);

#ifdef __cplusplus
}
#endif

#endif
