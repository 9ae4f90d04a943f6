/* libopus. opus_*_ctl is variadic, which Swift cannot call: a typed inline for each shape of request that we use. */
#pragma once
#include <stddef.h>

#include <opus.h>

static inline int copus_encoder_set(OpusEncoder *encoder, int request, opus_int32 value) {
    return opus_encoder_ctl(encoder, request, value);
}

static inline int copus_encoder_get(OpusEncoder *encoder, int request, opus_int32 *value) {
    return opus_encoder_ctl(encoder, request, value);
}

static inline int copus_encoder_reset(OpusEncoder *encoder) { return opus_encoder_ctl(encoder, OPUS_RESET_STATE); }

static inline int copus_encoder_final_range(OpusEncoder *encoder, opus_uint32 *range) {
    return opus_encoder_ctl(encoder, OPUS_GET_FINAL_RANGE(range));
}

static inline int copus_decoder_reset(OpusDecoder *decoder) { return opus_decoder_ctl(decoder, OPUS_RESET_STATE); }

static inline int copus_decoder_final_range(OpusDecoder *decoder, opus_uint32 *range) {
    return opus_decoder_ctl(decoder, OPUS_GET_FINAL_RANGE(range));
}

/* Splits a packet: the number of its frames, or a negative error. *first is the first byte of the first frame, or -1
 * when that frame is empty. */
static inline int copus_packet_split(const unsigned char *packet, opus_int32 length, int *first) {
    const unsigned char *frames[48];
    opus_int16 sizes[48];
    int count = opus_packet_parse(packet, length, NULL, frames, sizes, NULL);
    if (count > 0) *first = sizes[0] > 0 ? frames[0][0] : -1;
    return count;
}
