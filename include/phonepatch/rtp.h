/* Phonepatch: RTP packets in the clear (RFC 3550), to take apart and to begin. */
#ifndef PHONEPATCH_RTP_H
#define PHONEPATCH_RTP_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PP_RTP_HEADER 12      /* bytes of the header that pp_rtp_write writes                        */
#define PP_RTP_DISCORD_AUDIO 120 /* the payload type of Discord's sound                              */

/* One RTP packet in the clear (RFC 3550 section 5.1). Offsets count from its first byte. */
typedef struct pp_rtp {
    uint32_t size;
    uint32_t payload_type;    /* 0 to 127                                                            */
    uint32_t marker;          /* 0 or 1                                                              */
    uint32_t sequence;        /* 16 bits                                                             */
    uint32_t timestamp;       /* samples per channel on the codec's clock                            */
    uint32_t ssrc;
    uint32_t extension_profile; /* 0 when there is no extension                                      */
    uint32_t padding;         /* bytes cut from the end                                              */
    size_t extension_offset;  /* the extension's body                                                */
    size_t extension_len;
    size_t payload_offset;    /* what the codec gets                                                 */
    size_t payload_len;       /* never 0                                                             */
} pp_rtp;

/* [rt] Reads one packet. PP_ERR_MALFORMED: another version than 2, a header, extension or padding longer than the packet,
 * padding of no bytes, or nothing left to play. */
PP_API PP_MUST_USE pp_status pp_rtp_read(const uint8_t *packet, size_t packet_len, pp_rtp *out);

/* [rt] Writes the 12 bytes of a header from payload_type, marker, sequence, timestamp and ssrc. *out_len may be null. */
PP_API PP_MUST_USE pp_status pp_rtp_write(const pp_rtp *header, uint8_t *packet, size_t packet_cap, size_t *out_len);

/* [rt] 1 for an RTCP packet, which shares the port, else 0. Sealed or in the clear. */
PP_API uint32_t pp_rtp_is_control(const uint8_t *packet, size_t packet_len);

#ifdef __cplusplus
}
#endif

#endif
