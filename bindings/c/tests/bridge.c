/* A library without PP_FEATURE_LISTENING: it says so, and a leg that asks for what is missing is refused, whichever it is. */
#include <phonepatch.h>

#include <stdio.h>

#if defined(PHONEPATCH_VAD_H) || defined(PHONEPATCH_TONE_H) || defined(PHONEPATCH_RECORD_H)
#error "a header was installed whose functions are not there"
#endif

static pp_status make(pp_leg_config config) {
    pp_leg *leg = NULL;
    config.kind = PP_LEG_PCM;
    pp_status status = pp_leg_create(&config, NULL, 0, 8000, &leg);
    pp_leg_destroy(leg);
    return status;
}

int main(void) {
    pp_leg_config plain = PP_SIZED(pp_leg_config), asks[] = {plain, plain, plain, plain};
    asks[0].hear = 1;
    asks[1].echo_tail_ms = 100;
    asks[2].noise_suppression_db = 15;
    asks[3].gain_target_dbov = -20;
    int wrong = pp_features() != (PP_FEATURE_AUDIO | PP_FEATURE_SEAL) || make(plain) != PP_OK;
    for (int i = 0; i < 4; i++) wrong |= make(asks[i]) != PP_ERR_UNSUPPORTED;
    plain.queue_ms = 1;
    wrong |= make(plain) != PP_ERR_ARGUMENT;
    printf("%s\n", wrong ? "not what its headers say" : "as its headers say");
    return wrong;
}
