#pragma once
#include <speex/speex_echo.h>
#include <speex/speex_preprocess.h>
#include <speex/speex_resampler.h>

/* The requests are untyped pointers: each is given its type here. */
static inline void cspeex_echo_set_rate(SpeexEchoState *state, spx_int32_t rate) {
  speex_echo_ctl(state, SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
}

static inline void cspeex_preprocess_set(SpeexPreprocessState *state, int request, spx_int32_t value) {
  speex_preprocess_ctl(state, request, &value);
}
