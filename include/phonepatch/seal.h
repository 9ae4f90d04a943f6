/* Phonepatch: the encryption between a client and Discord's forwarding unit, below any end-to-end encryption.
 *
 * A packet is an RTP or RTCP packet of yours in a buffer with PP_TRANSPORT_OVERHEAD bytes to spare; sealing and opening
 * work in place. What was opened is a packet as its sender made it: pp_rtp_read (rtp.h) finds its parts and cuts the padding.
 * Behind that comes the end-to-end layer, in dave.h. Only in a library with PP_FEATURE_SEAL. */
#ifndef PHONEPATCH_SEAL_H
#define PHONEPATCH_SEAL_H

#include "base.h"
#include "rtp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Transport -------------------------------------------------------------------------------------------------------
 * One handle for each key. It numbers what it seals and never uses a number twice: keep it over a resumed connection,
 * and never give one key to two. */
typedef struct pp_transport pp_transport;

#define PP_TRANSPORT_AES256_GCM 1         /* "aead_aes256_gcm_rtpsize"                               */
#define PP_TRANSPORT_XCHACHA20_POLY1305 2 /* "aead_xchacha20_poly1305_rtpsize"                       */
#define PP_TRANSPORT_KEY 32               /* bytes of a key                                          */
#define PP_TRANSPORT_OVERHEAD 20          /* how much longer a sealed packet is                      */

typedef struct pp_transport_config {
    uint32_t size;
    uint32_t mode;            /* PP_TRANSPORT_...                                                    */
    uint32_t first_nonce;     /* other than 0 only if an earlier owner of the same key ended there   */
} pp_transport_config;

typedef struct pp_transport_counts {
    uint32_t size;
    uint32_t reserved;        /* 0                                                                   */
    uint64_t sealed;
    uint64_t opened;
    uint64_t malformed;       /* datagrams that are no such packet                                   */
    uint64_t unauthenticated; /* datagrams whose tag does not fit                                    */
} pp_transport_counts;

/* [rt] The PP_TRANSPORT_... of a name in the gateway's messages; 0 for any other. */
PP_API uint32_t pp_transport_mode(const uint8_t *name, size_t name_len);

/* [setup] Takes the 32 bytes of the session description's secret_key. A failed allocation is PP_ERR_NO_MEMORY, also inside
 * libcrypto; but let one handle be made with memory to spare first: libcrypto's own set-up, once a process, does not
 * come back from a failed allocation. */
PP_API PP_MUST_USE pp_status pp_transport_create(const pp_transport_config *config, const uint8_t *key, size_t key_len,
                                                 pp_transport **out);

/* [setup] Wipes the key. Null is fine. */
PP_API void pp_transport_destroy(pp_transport *transport);

/* [rt] Seals in place the RTP or RTCP packet in the first `packet_len` bytes of `packet`, which has `packet_cap` bytes.
 * *out_len is packet_len + PP_TRANSPORT_OVERHEAD. PP_ERR_STATE: all 2^32 numbers of the key are used up. */
PP_API PP_MUST_USE pp_status pp_transport_seal(pp_transport *transport, uint8_t *packet, size_t packet_cap,
                                               size_t packet_len, size_t *out_len);

/* [rt] Opens a datagram in place: the first *out_len bytes are then the packet. PP_ERR_MALFORMED: it is none.
 * PP_ERR_AUTH: its tag does not fit; the encrypted part is zeros then. */
PP_API PP_MUST_USE pp_status pp_transport_open(pp_transport *transport, uint8_t *datagram, size_t datagram_len,
                                               size_t *out_len);

/* [rt] Counts since create. */
PP_API PP_MUST_USE pp_status pp_transport_stats(const pp_transport *transport, pp_transport_counts *counts);

#ifdef __cplusplus
}
#endif

#endif
