/* Decodes, resamples, encodes and joins a Room, in ten lines; then looks whether it did. */
#include <phonepatch.h>
#include <stdio.h>

int main(void) {
    uint8_t mulaw[160] = {0}, packet[PP_OPUS_PACKET_MAX], out[PP_ROOM_OUTPUT_MAX]; int16_t pcm[160], wide[960]; size_t n, used, made, len;
    pp_resampler_config rc = PP_SIZED(pp_resampler_config); rc.from_rate = 8000, rc.to_rate = 48000; pp_resampler *up; pp_opus_encoder *enc; pp_room *room; pp_leg *leg; pp_leg_id me, other;
    pp_opus_encoder_config ec = PP_SIZED(pp_opus_encoder_config); pp_room_config oc = PP_SIZED(pp_room_config); pp_leg_config lc = PP_SIZED(pp_leg_config); lc.kind = PP_LEG_PCM;
    if (pp_g711_decode(PP_ENCODING_MULAW, mulaw, 160, pcm, 160, &n) || pp_resampler_create(&rc, &up) || pp_opus_encoder_create(&ec, &enc)) return 1;
    if (pp_resampler_process(up, pcm, n, wide, 960, &used, &made) || pp_opus_encoder_encode(enc, wide, 960, packet, sizeof packet, &len)) return 2;
    if (pp_room_create(&oc, &room) || pp_leg_create(&lc, NULL, 0, 8000, &leg) || pp_room_add(room, leg, &me)) return 3;
    if (pp_leg_create(&lc, NULL, 0, 8000, &leg) || pp_room_add(room, leg, &other) || pp_room_write(room, me, 1, mulaw, 160, 1, &n)) return 4;
    pp_room_output o = PP_SIZED(pp_room_output); size_t heard = 0; pp_status got;
    for (uint64_t t = 0; t < 10; t++) { if (pp_room_tick(room, t * 20000, NULL)) return 5; while ((got = pp_room_poll(room, out, sizeof out, &o)) > PP_ROOM_WAIT) if (got == PP_ROOM_AUDIO && o.leg == other && out[0] == 0) heard++; }
    pp_room_destroy(room), pp_opus_encoder_destroy(enc), pp_resampler_destroy(up);
    return printf("%zu bytes of Opus, %zu frames heard\n", len, heard) < 0 || heard != 1;
}
