/* Phonepatch: jitter buffer with its decoder: packets in as the network brings them, 20 ms of PCM out on every pull.
 *
 * Give it the packets of RTP with insert, or the sound of an ordered stream with append: one of the two throughout.
 * Pull once for every 20 ms that pass, whatever has arrived.
 *
 * The delay follows what packets did in the last half minute, between min_delay_ms and max_delay_ms. To get there sound
 * is made shorter or longer, without a change of pitch: in pauses at once, in a voice only when it is far off. On a good
 * network nothing is touched. An empty buffer waits: what comes late is played late. Sound is thrown away only when the
 * delay passes max_delay_ms; then one invented frame leads across. A frame that is PP_JITTER_PLAYED is what was received,
 * untouched. */
#ifndef PHONEPATCH_JITTER_H
#define PHONEPATCH_JITTER_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_jitter pp_jitter;

/* A codec beside the PP_ENCODING_ values: RFC 6716 packets on a clock of 48 kHz (RFC 7587). */
#define PP_JITTER_OPUS 100

/* What travels below, which decides what an empty buffer means. */
#define PP_JITTER_STREAM 1   /* TCP: nothing is lost, so what is missing is still on its way         */
#define PP_JITTER_DATAGRAM 2 /* UDP: packets are lost, doubled and reordered                         */

typedef struct pp_jitter_config {
    uint32_t size;
    uint32_t codec;           /* PP_ENCODING_MULAW ... or PP_JITTER_OPUS                             */
    uint32_t transport;       /* PP_JITTER_STREAM or PP_JITTER_DATAGRAM                              */
    uint32_t clock_rate;      /* of timestamps and plain samples, a multiple of 50 from 8000 to 48000;
                                 0 means 8000. For Opus it is 48000 whatever stands here             */
    uint32_t channels;        /* of plain samples and of the PCM, 1 or 2; 0 means 1                  */
    uint32_t sample_rate;     /* of the PCM, a multiple of 50 from 8000 to 48000; 0 means 8000. For
                                 Opus one of 8000, 12000, 16000, 24000, 48000                        */
    uint32_t min_delay_ms;    /* never aims below                                                    */
    uint32_t max_delay_ms;    /* never holds more, 20 to 10000; 0 means 500. Decides the memory      */
    int32_t start_delay_ms;   /* aimed for as long as nothing is known, and held before the first
                                 frame; 0 means 40, -1 none                                          */
    uint32_t fixed;           /* 1: aims for start_delay_ms always, and stretches pauses only.
                                 0: follows what the network does                                    */
} pp_jitter_config;

/* What became of a packet, beside PP_OK: it waits for its turn. */
#define PP_JITTER_LATE 1      /* its turn was over, and its place counted as lost                    */
#define PP_JITTER_DUPLICATE 2 /* it is here, or was played, already                                  */
#define PP_JITTER_OVERFLOW 3  /* it waits, and older sound was discarded                             */
#define PP_JITTER_REJECTED 4  /* no packet of this codec, too long, or alone and far from all others */

/* What a pull gave. */
#define PP_JITTER_PLAYED 0    /* received sound and nothing else                                     */
#define PP_JITTER_CONCEALED 1 /* at least a part was invented                                        */
#define PP_JITTER_SILENCE 2   /* nothing has begun, the sender pauses, or the talk is over           */
#define PP_JITTER_STARVED 3   /* a stream has run dry: silence, and all that follows plays later     */
#define PP_JITTER_STRETCHED 4 /* received sound, shortened, lengthened or blended with invented sound */

/* Counts. These laws hold at every moment for lifetime counts:
 *     received = taken + late + duplicate + rejected + discarded + queued (of pp_jitter_now)
 *     pulls    = played + stretched + concealed + silence + starved
 * and, while resyncs is 0, each sequence number from the first to the one whose turn is next was either taken, lost or
 * discarded. With packets of 20 ms, and always with append, played = taken as long as stretched is 0 and the codec
 * accepts all; append counts frames of 20 ms as packets. */
typedef struct pp_jitter_counts {
    uint32_t size;
    uint32_t reserved;   /* 0                                                                        */
    uint64_t received;   /* packets given                                                            */
    uint64_t taken;      /* packets handed on to the decoder                                         */
    uint64_t late;       /* packets that came after their turn; each is counted as lost too          */
    uint64_t duplicate;  /* packets that were here already                                           */
    uint64_t rejected;   /* packets not accepted                                                     */
    uint64_t discarded;  /* packets thrown away, to bound the delay or at a restart                  */
    uint64_t lost;       /* sequence numbers whose turn passed before they came                      */
    uint64_t resyncs;    /* restarts: sequence numbers or timestamps jumped                          */
    uint64_t pulls;      /* frames asked for                                                         */
    uint64_t played;     /* frames of received sound                                                 */
    uint64_t concealed;  /* frames invented                                                          */
    uint64_t recovered;  /* those of them that came from the next packet's redundancy (FEC)          */
    uint64_t silence;    /* frames of silence before, between and after talk                         */
    uint64_t starved;    /* frames for which a stream had run dry                                    */
    uint64_t stretched;  /* frames of received sound made shorter or longer, or blended with what
                            was invented before them                                                 */
} pp_jitter_counts;

/* How it stands. */
typedef struct pp_jitter_now {
    uint32_t size;
    uint32_t playing;      /* 1 from the first frame played until the end of a talk                  */
    uint64_t queued;       /* packets that wait                                                      */
    uint64_t buffered_us;  /* from the next frame to the newest packet                               */
    uint64_t delay_us;     /* how long the packet handed on last had waited                          */
    uint64_t target_us;    /* the delay aimed for                                                    */
} pp_jitter_now;

/* [setup] PP_ERR_ARGUMENT for values out of range, PP_ERR_UNSUPPORTED for what the codec refuses. *out is written only
 * on PP_OK. */
PP_API PP_MUST_USE pp_status pp_jitter_create(const pp_jitter_config *config, pp_jitter **out);

/* [setup] Null is fine. */
PP_API void pp_jitter_destroy(pp_jitter *jitter);

/* [rt] Back to just created, counts too. */
PP_API PP_MUST_USE pp_status pp_jitter_reset(pp_jitter *jitter);

/* [rt] A packet with the numbers of its RTP header: up to 60 ms of plain samples, up to 120 ms and 1500 bytes of Opus.
 * PP_OK or a positive outcome; the payload is copied. */
PP_API PP_MUST_USE pp_status pp_jitter_insert(pp_jitter *jitter, uint16_t sequence, uint32_t timestamp,
                                              const uint8_t *payload, size_t payload_len, uint64_t now_us);

/* [rt] The next piece of an ordered stream of plain samples, any number of bytes; what does not fill a frame waits for
 * the next piece. `position` says where it begins, in samples from any origin, or is negative for "right behind": a
 * jump forward by 20 ms or more leaves frames lost; one back by a second, or ahead by an hour, restarts the count. PP_OK,
 * PP_JITTER_OVERFLOW, or PP_JITTER_REJECTED if the codec is Opus. */
PP_API PP_MUST_USE pp_status pp_jitter_append(pp_jitter *jitter, const uint8_t *payload, size_t payload_len,
                                              int64_t position, uint64_t now_us);

/* [rt] The stream is at its end: a frame begun is filled up with silence. */
PP_API PP_MUST_USE pp_status pp_jitter_flush(pp_jitter *jitter, uint64_t now_us);

/* [rt] Writes the next 20 ms, sample_rate / 50 samples per channel, interleaved, and returns what they are:
 * PP_JITTER_PLAYED ... Less room is PP_ERR_NO_SPACE, with nothing done and the room needed in *out_samples, which may
 * be null. */
PP_API PP_MUST_USE pp_status pp_jitter_pull(pp_jitter *jitter, uint64_t now_us, int16_t *pcm, size_t pcm_cap_samples,
                                            size_t *out_samples);

/* [rt] The received bytes of the frame pulled last, if the PCM is exactly that one frame as it was decoded, not
 * resampled; otherwise *out_len is 0. For passing sound on without coding it again. */
PP_API PP_MUST_USE pp_status pp_jitter_frame_bytes(const pp_jitter *jitter, uint8_t *bytes, size_t bytes_cap,
                                                   size_t *out_len);

/* [rt] Counts since the last call of this function. */
PP_API PP_MUST_USE pp_status pp_jitter_stats_interval(pp_jitter *jitter, pp_jitter_counts *counts);

/* [rt] Counts since create or reset. */
PP_API PP_MUST_USE pp_status pp_jitter_stats_lifetime(const pp_jitter *jitter, pp_jitter_counts *counts);

/* [rt] How it stands at this moment. */
PP_API PP_MUST_USE pp_status pp_jitter_stats_now(const pp_jitter *jitter, pp_jitter_now *now);

#ifdef __cplusplus
}
#endif

#endif
