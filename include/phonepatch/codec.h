/* Phonepatch: codecs, samples to bytes and back.
 *
 * G.711 and L16 are plain functions. An Opus encoder or decoder is a handle with a memory of the sound so far: make one
 * for each direction of each stream, and reset it when the sound jumps. Samples are signed 16-bit; with two channels
 * they are interleaved, left first, and counted per channel. */
#ifndef PHONEPATCH_CODEC_H
#define PHONEPATCH_CODEC_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* G.711 ---------------------------------------------------------------------------------------------------------
 * ITU-T G.711 as the reference code of ITU-T G.191 has it, bit for bit: all 256 codes and all 65536 samples.
 * `law` is PP_ENCODING_MULAW or PP_ENCODING_ALAW. One code is one sample. */

/* [rt] Writes codes_len samples. *out_samples may be null; with PP_ERR_NO_SPACE it is the room needed. */
PP_API PP_MUST_USE pp_status pp_g711_decode(uint32_t law, const uint8_t *codes, size_t codes_len, int16_t *pcm,
                                            size_t pcm_cap_samples, size_t *out_samples);

/* [rt] Writes one code for each sample. *out_len may be null; with PP_ERR_NO_SPACE it is the room needed. */
PP_API PP_MUST_USE pp_status pp_g711_encode(uint32_t law, const int16_t *pcm, size_t samples, uint8_t *codes,
                                            size_t codes_cap, size_t *out_len);

/* L16 -----------------------------------------------------------------------------------------------------------
 * Signed 16-bit samples as bytes. `order` is PP_ENCODING_L16 (least significant byte first) or
 * PP_ENCODING_L16_NETWORK (most significant first, RFC 3551). The bytes need no alignment. */

/* [rt] Writes bytes_len / 2 samples; an odd length is PP_ERR_MALFORMED. *out_samples may be null; with
 * PP_ERR_NO_SPACE it is the room needed. */
PP_API PP_MUST_USE pp_status pp_l16_decode(uint32_t order, const uint8_t *bytes, size_t bytes_len, int16_t *pcm,
                                           size_t pcm_cap_samples, size_t *out_samples);

/* [rt] Writes two bytes for each sample. *out_len may be null; with PP_ERR_NO_SPACE it is the room needed. */
PP_API PP_MUST_USE pp_status pp_l16_encode(uint32_t order, const int16_t *pcm, size_t samples, uint8_t *bytes,
                                           size_t bytes_cap, size_t *out_len);

/* Opus encoder --------------------------------------------------------------------------------------------------
 * RFC 6716 through libopus. Frames of 2.5, 5, 10, 20, 40 or 60 ms; each call to encode makes one packet. */
typedef struct pp_opus_encoder pp_opus_encoder;

/* No packet of up to 60 ms is longer, and none of up to 20 ms: room for these never is PP_ERR_NO_SPACE. */
#define PP_OPUS_PACKET_MAX 3832
#define PP_OPUS_PACKET_MAX_20MS 1276

/* What the sound is for. */
#define PP_OPUS_VOIP 0      /* speech: best intelligibility                                          */
#define PP_OPUS_AUDIO 1     /* music and mixed sound: closest to the input                           */
#define PP_OPUS_LOW_DELAY 2 /* 2.5 ms of delay and no speech mode, so no error correction either     */

/* How the bit rate is spent. */
#define PP_OPUS_VBR_CONSTRAINED 0 /* varies, but never bursts beyond the rate for long               */
#define PP_OPUS_VBR 1             /* varies freely around the rate                                   */
#define PP_OPUS_CBR 2             /* every packet has the same length                                */

/* Audio bandwidths, with the highest frequency. */
#define PP_OPUS_AUTO 0
#define PP_OPUS_NARROWBAND 1    /*  4 kHz: the telephone                                             */
#define PP_OPUS_MEDIUMBAND 2    /*  6 kHz                                                            */
#define PP_OPUS_WIDEBAND 3      /*  8 kHz                                                            */
#define PP_OPUS_SUPERWIDEBAND 4 /* 12 kHz                                                            */
#define PP_OPUS_FULLBAND 5      /* 20 kHz                                                            */

/* A hint about the sound; PP_OPUS_AUTO lets the encoder listen. */
#define PP_OPUS_VOICE 1
#define PP_OPUS_MUSIC 2

typedef struct pp_opus_encoder_config {
    uint32_t size;
    uint32_t sample_rate;   /* 8000, 12000, 16000, 24000 or 48000; 0 means 48000                     */
    uint32_t channels;      /* 1 or 2; 0 means 1                                                     */
    uint32_t application;   /* PP_OPUS_VOIP, _AUDIO or _LOW_DELAY                                    */
    uint32_t bitrate;       /* bits a second, 500 to 512000; 0 lets libopus choose                   */
    uint32_t rate_mode;     /* PP_OPUS_VBR_CONSTRAINED, _VBR or _CBR                                 */
    int32_t complexity;     /* 1 to 10; -1 is libopus's level 0, the cheapest; 0 means 5             */
    uint32_t fec;           /* 1: packets also carry a thin copy of the frame before (speech modes)  */
    uint32_t expected_loss; /* per cent, 0 to 100: how much to spend on surviving loss               */
    uint32_t dtx;           /* 1: packets of at most 2 bytes while nobody speaks; need not be sent   */
    uint32_t bandwidth;     /* PP_OPUS_NARROWBAND ... _FULLBAND forces one; 0 chooses                */
    uint32_t max_bandwidth; /* the widest that may be chosen; 0 means fullband                       */
    uint32_t signal;        /* PP_OPUS_AUTO, _VOICE or _MUSIC                                        */
    uint32_t packet_max;    /* bytes; no packet is longer, at the cost of quality; 0 means no limit  */
} pp_opus_encoder_config;

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_opus_encoder_create(const pp_opus_encoder_config *config, pp_opus_encoder **out);

/* [setup] Null is fine. */
PP_API void pp_opus_encoder_destroy(pp_opus_encoder *encoder);

/* [rt] Forgets the sound so far; the settings stay. */
PP_API PP_MUST_USE pp_status pp_opus_encoder_reset(pp_opus_encoder *encoder);

/* [rt] Encodes one frame: `samples` per channel must be 2.5, 5, 10, 20, 40 or 60 ms, else PP_ERR_ARGUMENT. The packet
 * does not depend on packet_cap: a capacity below the largest packet that this frame may need (packet_max, or
 * 1276 bytes up to 20 ms, 2554 for 40 ms, 3832 for 60 ms) is PP_ERR_NO_SPACE. */
PP_API PP_MUST_USE pp_status pp_opus_encoder_encode(pp_opus_encoder *encoder, const int16_t *pcm, size_t samples,
                                                    uint8_t *packet, size_t packet_cap, size_t *out_len);

/* [rt] Change a setting from the next frame on; the values are those of the config, except that complexity here is
 * libopus's own 0 to 10. A value out of range is PP_ERR_ARGUMENT and changes nothing. */
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_bitrate(pp_opus_encoder *encoder, uint32_t bitrate);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_rate_mode(pp_opus_encoder *encoder, uint32_t rate_mode);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_complexity(pp_opus_encoder *encoder, uint32_t complexity);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_fec(pp_opus_encoder *encoder, uint32_t fec);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_expected_loss(pp_opus_encoder *encoder, uint32_t expected_loss);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_dtx(pp_opus_encoder *encoder, uint32_t dtx);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_bandwidth(pp_opus_encoder *encoder, uint32_t bandwidth);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_max_bandwidth(pp_opus_encoder *encoder, uint32_t max_bandwidth);
PP_API PP_MUST_USE pp_status pp_opus_encoder_set_signal(pp_opus_encoder *encoder, uint32_t signal);

/* [rt] How many samples the decoded sound lags behind the input, at the encoder's rate. */
PP_API PP_MUST_USE pp_status pp_opus_encoder_lookahead(const pp_opus_encoder *encoder, uint32_t *out_samples);

/* [rt] The range coder's state after the last packet: a decoder that read the same packet holds the same number. */
PP_API PP_MUST_USE pp_status pp_opus_encoder_final_range(const pp_opus_encoder *encoder, uint32_t *out_range);

/* Opus decoder --------------------------------------------------------------------------------------------------
 * Any packet decodes to any of the rates and to one or two channels, whatever it was made from. For each lost frame
 * call recover with the packet after it, or conceal when there is none; then decode goes on. */
typedef struct pp_opus_decoder pp_opus_decoder;

typedef struct pp_opus_decoder_config {
    uint32_t size;
    uint32_t sample_rate; /* 8000, 12000, 16000, 24000 or 48000; 0 means 48000                       */
    uint32_t channels;    /* 1 or 2; 0 means 1                                                       */
} pp_opus_decoder_config;

/* What recover found, beside PP_OK. */
#define PP_OPUS_CONCEALED 1 /* the packet carries no copy of the frame before: concealed instead      */

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_opus_decoder_create(const pp_opus_decoder_config *config, pp_opus_decoder **out);

/* [setup] Null is fine. */
PP_API void pp_opus_decoder_destroy(pp_opus_decoder *decoder);

/* [rt] Forgets the sound so far. */
PP_API PP_MUST_USE pp_status pp_opus_decoder_reset(pp_opus_decoder *decoder);

/* [rt] Decodes one packet of up to 120 ms. PP_ERR_MALFORMED, with the decoder as it was, for bytes that are no Opus
 * packet, an empty one included. With PP_ERR_NO_SPACE *out_samples is the room needed. */
PP_API PP_MUST_USE pp_status pp_opus_decoder_decode(pp_opus_decoder *decoder, const uint8_t *packet, size_t packet_len,
                                                    int16_t *pcm, size_t pcm_cap_samples, size_t *out_samples);

/* [rt] Invents `samples` in place of lost ones: a multiple of 2.5 ms up to 120 ms, best the length of the frames. */
PP_API PP_MUST_USE pp_status pp_opus_decoder_conceal(pp_opus_decoder *decoder, size_t samples, int16_t *pcm,
                                                     size_t pcm_cap_samples);

/* [rt] Recovers the lost frame of `samples` (a multiple of 2.5 ms up to 120 ms) before `packet` from the thin copy in
 * it (FEC), or conceals: PP_OPUS_CONCEALED. Afterwards decode `packet` itself as usual. */
PP_API PP_MUST_USE pp_status pp_opus_decoder_recover(pp_opus_decoder *decoder, const uint8_t *packet, size_t packet_len,
                                                     size_t samples, int16_t *pcm, size_t pcm_cap_samples);

/* [rt] The range coder's state after the last packet; see pp_opus_encoder_final_range. */
PP_API PP_MUST_USE pp_status pp_opus_decoder_final_range(const pp_opus_decoder *decoder, uint32_t *out_range);

/* Opus packets --------------------------------------------------------------------------------------------------*/

/* How a packet was made. */
#define PP_OPUS_MODE_SILK 0   /* speech                                                              */
#define PP_OPUS_MODE_HYBRID 1 /* speech below 8 kHz, the rest as music                               */
#define PP_OPUS_MODE_CELT 2   /* music, low delay                                                    */

typedef struct pp_opus_packet_info {
    uint32_t size;
    uint32_t mode;       /* PP_OPUS_MODE_...                                                         */
    uint32_t bandwidth;  /* PP_OPUS_NARROWBAND ... _FULLBAND                                         */
    uint32_t channels;   /* 1 or 2, as coded                                                         */
    uint32_t frames;     /* 1 to 48                                                                  */
    uint32_t samples_48k; /* how long it lasts, in samples at 48000 Hz: 120 to 5760                  */
    uint32_t fec;        /* 1: carries a thin copy of the frame before it                            */
} pp_opus_packet_info;

/* [rt] Looks at a packet without decoding it. PP_ERR_MALFORMED when it is none. */
PP_API PP_MUST_USE pp_status pp_opus_packet_inspect(const uint8_t *packet, size_t packet_len, pp_opus_packet_info *out);

#ifdef __cplusplus
}
#endif

#endif
