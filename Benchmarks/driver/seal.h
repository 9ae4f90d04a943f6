/* Sound to a datagram and back, through phonepatch.h: a DAVE frame in an RTP packet in Discord's transport. Part of ours.c. */

static pp_dave_frames *near_frames, *far_frames;
static pp_transport *gcm, *xchacha;

static void make_transport(pp_transport **out, uint32_t mode) {
    uint8_t key[PP_TRANSPORT_KEY];
    pp_transport_config config = PP_SIZED(pp_transport_config);
    for (int i = 0; i < PP_TRANSPORT_KEY; i++) key[i] = (uint8_t)i;
    config.mode = mode;
    pp_transport_destroy(*out);
    must(pp_transport_create(&config, key, sizeof key, out));
}

static void make_seal(void) {
    static const uint8_t base[PP_DAVE_KEY] = BENCH_DAVE_BASE;
    pp_dave_frames_config config = PP_SIZED(pp_dave_frames_config);
    pp_dave_update_config carrying = PP_SIZED(pp_dave_update_config);
    pp_dave_update *update = NULL;
    pp_dave_frames_destroy(near_frames), pp_dave_frames_destroy(far_frames);
    must(pp_dave_frames_create(&config, &near_frames)), must(pp_dave_frames_create(&config, &far_frames));
    must(pp_dave_update_create(&carrying, &update));
    must(pp_dave_update_set_sender(update, base, sizeof base, 0)), must(pp_dave_apply(near_frames, update, 0));
    must(pp_dave_update_add_receiver(update, 5, base, sizeof base)), must(pp_dave_apply(far_frames, update, 0));
    pp_dave_update_destroy(update);
    make_transport(&gcm, PP_TRANSPORT_AES256_GCM), make_transport(&xchacha, PP_TRANSPORT_XCHACHA20_POLY1305);
}

static size_t seal_both(unsigned n, pp_transport *transport) {
    size_t sealed;
    pp_rtp header = PP_SIZED(pp_rtp);
    header.payload_type = PP_RTP_DISCORD_AUDIO, header.sequence = 1, header.timestamp = 2, header.ssrc = 3;
    must(pp_rtp_write(&header, bytes, sizeof bytes, &length));
    must(pp_dave_seal(near_frames, opus48_packets[n % 50], (size_t)opus48_lengths[n % 50], bytes + length, sizeof bytes - length,
                      &sealed));
    must(pp_transport_seal(transport, bytes, sizeof bytes, length + sealed, &length));
    return length;
}

static uint64_t seal_gcm(unsigned n) { return sum_of(bytes, seal_both(n, gcm)); }
static uint64_t seal_xchacha(unsigned n) { return sum_of(bytes, seal_both(n, xchacha)); }

static uint64_t there_and_back(unsigned n, pp_transport *transport) {
    static uint8_t sound[1300];
    size_t media;
    pp_rtp read = PP_SIZED(pp_rtp);
    must(pp_transport_open(transport, bytes, seal_both(n, transport), &length));
    must(pp_rtp_read(bytes, length, &read));
    if (pp_dave_open(far_frames, 5, bytes + read.payload_offset, read.payload_len, n * 20000ull, sound, sizeof sound, &media)) exit(1);
    return sum_of(sound, media);
}

static uint64_t open_gcm(unsigned n) { return there_and_back(n, gcm); }
static uint64_t open_xchacha(unsigned n) { return there_and_back(n, xchacha); }
