/* Phonepatch: the media-stream messages of telephone carriers, in the dialect of Twilio, for both ends of the wire.
 *
 * A message is one JSON text in one WebSocket text frame. pp_carrier_read takes apart what either side sends;
 * pp_carrier_write_... makes what an application sends, and pp_carrier_write_connected and the calls below it what a
 * carrier sends, with exactly the members, order and types of Twilio. Nothing here keeps state: sequence numbers,
 * chunks and the stream's identity are yours.
 *
 * Texts are UTF-8, pointer and length, with no NUL at the end. */
#ifndef PHONEPATCH_CARRIER_H
#define PHONEPATCH_CARRIER_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Base64 ----------------------------------------------------------------------------------------------------------
 * RFC 4648 section 4, padded, strict: one text for each row of bytes. Missing padding, characters outside the alphabet
 * (line breaks too) and left-over bits that are not zero are PP_ERR_MALFORMED. */

/* [rt] The characters that `len` bytes become; SIZE_MAX when that is beyond any memory. */
PP_API size_t pp_base64_encoded_len(size_t len);

/* [rt] Writes pp_base64_encoded_len(len) characters and no NUL. *out_len may be null. */
PP_API PP_MUST_USE pp_status pp_base64_encode(const uint8_t *bytes, size_t len, uint8_t *text, size_t text_cap,
                                              size_t *out_len);

/* [rt] Writes the bytes; text_len / 4 * 3 of room always do. On a text that is no base64, `bytes` holds nothing of
 * meaning. */
PP_API PP_MUST_USE pp_status pp_base64_decode(const uint8_t *text, size_t text_len, uint8_t *bytes, size_t bytes_cap,
                                              size_t *out_len);

/* Reading ---------------------------------------------------------------------------------------------------------
 * Members come in any order, numbers as numbers or strings, any string with escapes; unknown members and unknown
 * events are passed over, but must be JSON (RFC 8259, at most 64 brackets deep); null counts as absent. */

/* What a message says. */
#define PP_CARRIER_UNKNOWN 0   /* an event that is not in this list: ignore it                       */
#define PP_CARRIER_CONNECTED 1 /* from the carrier, first of all                                     */
#define PP_CARRIER_START 2     /* from the carrier: the stream, its call and its format              */
#define PP_CARRIER_MEDIA 3     /* either way: sound                                                  */
#define PP_CARRIER_DTMF 4      /* from the carrier: a key was pressed                                */
#define PP_CARRIER_MARK 5      /* to the carrier: a marker; from it: the marker was reached          */
#define PP_CARRIER_STOP 6      /* from the carrier, last                                             */
#define PP_CARRIER_CLEAR 7     /* to the carrier: throw away what is queued                          */

/* Tracks: one in `track`, a set of them in `tracks`. */
#define PP_CARRIER_INBOUND 1  /* what the caller says                                                */
#define PP_CARRIER_OUTBOUND 2 /* what the caller hears                                               */

/* Which numbers a message has, in `present`. */
#define PP_CARRIER_HAS_SEQUENCE 1
#define PP_CARRIER_HAS_CHUNK 2
#define PP_CARRIER_HAS_TIMESTAMP 4

/* A part of a buffer. Frozen. */
typedef struct pp_carrier_range {
    size_t offset;
    size_t length;                  /* 0 when the member is absent                                   */
} pp_carrier_range;

/* One message. Ranges lie in scratch, except `parameters`. */
typedef struct pp_carrier_message {
    uint32_t size;                  /* set it with PP_SIZED before the call                          */
    uint32_t kind;                  /* PP_CARRIER_...                                                */
    uint32_t present;               /* PP_CARRIER_HAS_... bits                                       */
    uint32_t digit;                 /* dtmf: ASCII, one of 0-9 * # A-D                               */
    uint64_t sequence_number;       /* 1 with start                                                  */
    pp_carrier_range stream_sid;    /* never empty in start                                          */
    pp_carrier_range account_sid;   /* start, stop                                                   */
    pp_carrier_range call_sid;      /* start, stop                                                   */
    pp_carrier_range protocol;      /* connected: "Call"                                             */
    pp_carrier_range version;       /* connected: "1.0.0"                                            */
    pp_carrier_range mark_name;     /* mark                                                          */
    pp_carrier_range payload;       /* media: the sound, decoded from base64, any length             */
    pp_carrier_range parameters;    /* start: customParameters, in the message itself                */
    uint64_t chunk;                 /* media: position within its track, from 1                      */
    uint64_t timestamp_ms;          /* media: milliseconds since the stream began                    */
    uint32_t track;                 /* media: PP_CARRIER_INBOUND, _OUTBOUND or 0                     */
    uint32_t tracks;                /* start: PP_CARRIER_... bits; 0 when it does not say            */
    uint32_t encoding;              /* start: PP_ENCODING_...                                        */
    uint32_t sample_rate;           /* start: 8000, or for L16 16000 or 24000 as well                */
} pp_carrier_message;

/* [rt] Reads one message of either side. `linear` is the byte order of a stream that says L16, which no public document
 * tells: PP_ENCODING_L16 or PP_ENCODING_L16_NETWORK; 0 means PP_ENCODING_L16. scratch_cap below message_len is
 * PP_ERR_NO_SPACE; message_len always suffices. PP_ERR_MALFORMED: not JSON, a member of the wrong type, one that is
 * missing and that the event is nothing without (start: streamSid, mediaFormat; media: payload; dtmf: digit; mark:
 * name), or one that comes twice. PP_ERR_UNSUPPORTED: a format other than mono mu-law or A-law at 8 kHz or L16 at 8, 16
 * or 24 kHz. On a failure `scratch` holds nothing of meaning. */
PP_API PP_MUST_USE pp_status pp_carrier_read(const uint8_t *message, size_t message_len, uint32_t linear,
                                             uint8_t *scratch, size_t scratch_cap, pp_carrier_message *out);

/* A parameter of a start message. Frozen. */
typedef struct pp_carrier_parameter {
    pp_carrier_range name;          /* in scratch                                                    */
    pp_carrier_range value;         /* in scratch; what is not a string comes as the JSON it is      */
    size_t next;                    /* the cursor for the call after                                 */
} pp_carrier_parameter;

/* There are no more parameters; `out` is as it was. */
#define PP_CARRIER_END 1

/* [rt] Reads the parameter at `cursor` of the same message: parameters.offset of pp_carrier_read at first, then `next`
 * of the call before. Do not call it when parameters.length is 0. Room and failures as for pp_carrier_read. */
PP_API PP_MUST_USE pp_status pp_carrier_next_parameter(const uint8_t *message, size_t message_len, size_t cursor,
                                                       uint8_t *scratch, size_t scratch_cap,
                                                       pp_carrier_parameter *out);

/* Writing as an application -----------------------------------------------------------------------------------------
 * Each call writes one whole message. Text that is not UTF-8 is PP_ERR_MALFORMED. *out_len is required; with
 * PP_ERR_NO_SPACE it is the room needed. */

/* [rt] Sound to play behind what was sent before: raw, in the format of the stream, any length. */
PP_API PP_MUST_USE pp_status pp_carrier_write_media(const uint8_t *stream_sid, size_t stream_sid_len,
                                                    const uint8_t *payload, size_t payload_len, uint8_t *out,
                                                    size_t out_cap, size_t *out_len);

/* [rt] A marker behind the sound sent so far. */
PP_API PP_MUST_USE pp_status pp_carrier_write_mark(const uint8_t *stream_sid, size_t stream_sid_len,
                                                   const uint8_t *name, size_t name_len, uint8_t *out, size_t out_cap,
                                                   size_t *out_len);

/* [rt] Throws away what the carrier has queued; the marks in it come back. */
PP_API PP_MUST_USE pp_status pp_carrier_write_clear(const uint8_t *stream_sid, size_t stream_sid_len, uint8_t *out,
                                                    size_t out_cap, size_t *out_len);

/* Writing as a carrier --------------------------------------------------------------------------------------------- */

/* [rt] The first message on a connection. */
PP_API PP_MUST_USE pp_status pp_carrier_write_connected(uint8_t *out, size_t out_cap, size_t *out_len);

/* A name and its value. Frozen. */
typedef struct pp_carrier_pair {
    const uint8_t *name;
    size_t name_len;
    const uint8_t *value;
    size_t value_len;
} pp_carrier_pair;

typedef struct pp_carrier_start {
    uint32_t size;
    uint32_t tracks;                /* PP_CARRIER_... bits; 0 means PP_CARRIER_INBOUND               */
    uint32_t encoding;              /* PP_ENCODING_...; 0 means PP_ENCODING_MULAW                    */
    uint32_t sample_rate;           /* 8000, or for L16 16000 or 24000 as well; 0 means 8000         */
    uint64_t sequence_number;       /* 0 means 1                                                     */
    const uint8_t *stream_sid;
    size_t stream_sid_len;
    const uint8_t *account_sid;
    size_t account_sid_len;
    const uint8_t *call_sid;
    size_t call_sid_len;
    const pp_carrier_pair *parameters;
    size_t parameters_len;          /* how many                                                      */
} pp_carrier_start;

/* [rt] The stream begins. */
PP_API PP_MUST_USE pp_status pp_carrier_write_start(const pp_carrier_start *start, uint8_t *out, size_t out_cap,
                                                    size_t *out_len);

/* [rt] Sound of one track, PP_CARRIER_INBOUND or _OUTBOUND. */
PP_API PP_MUST_USE pp_status pp_carrier_write_track_media(uint64_t sequence_number, const uint8_t *stream_sid,
                                                          size_t stream_sid_len, uint32_t track, uint64_t chunk,
                                                          uint64_t timestamp_ms, const uint8_t *payload,
                                                          size_t payload_len, uint8_t *out, size_t out_cap,
                                                          size_t *out_len);

/* [rt] A key was pressed: ASCII, one of 0-9 * # A-D. */
PP_API PP_MUST_USE pp_status pp_carrier_write_dtmf(uint64_t sequence_number, const uint8_t *stream_sid,
                                                   size_t stream_sid_len, uint32_t digit, uint8_t *out,
                                                   size_t out_cap, size_t *out_len);

/* [rt] A marker comes back: it was reached, or cleared away. */
PP_API PP_MUST_USE pp_status pp_carrier_write_mark_echo(uint64_t sequence_number, const uint8_t *stream_sid,
                                                        size_t stream_sid_len, const uint8_t *name, size_t name_len,
                                                        uint8_t *out, size_t out_cap, size_t *out_len);

/* [rt] The last message of a stream. */
PP_API PP_MUST_USE pp_status pp_carrier_write_stop(uint64_t sequence_number, const uint8_t *stream_sid,
                                                   size_t stream_sid_len, const uint8_t *account_sid,
                                                   size_t account_sid_len, const uint8_t *call_sid,
                                                   size_t call_sid_len, uint8_t *out, size_t out_cap,
                                                   size_t *out_len);

#ifdef __cplusplus
}
#endif

#endif
