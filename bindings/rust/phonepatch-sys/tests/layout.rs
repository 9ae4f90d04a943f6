// Written by bindings/rust/generate from include/phonepatch/*.h: do not edit.
//! Whatever is declared here is what the C compiler sees in the headers.
use phonepatch_sys::*;
use std::{
    collections::BTreeSet,
    fs,
    mem::{align_of, offset_of, size_of},
};

macro_rules! layout {
    ($found:ident, $name:ident { $($field:ident: $kind:ty),* }) => {
        $found.insert(format!("{} {} {}", stringify!($name), size_of::<$name>(), align_of::<$name>()));
        $($found.insert(format!("{}.{} {} {}", stringify!($name), stringify!($field), offset_of!($name, $field), size_of::<$kind>()));)*
    };
}

/// The lines of Tests/ABI/layout.txt of what this build declares.
fn expected(wanted: fn(&str) -> bool) -> BTreeSet<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../Tests/ABI/layout.txt");
    let text = fs::read_to_string(file).expect("Tests/ABI/layout.txt");
    let sealed = ["pp_transport", "pp_dave", "pp_voice", "PP_TRANSPORT", "PP_DAVE", "PP_VOICE"];
    text.lines()
        .filter(|line| wanted(line))
        .filter(|line| cfg!(feature = "seal") || !sealed.iter().any(|head| line.starts_with(head)))
        .map(str::to_owned)
        .collect()
}

#[rustfmt::skip]
#[test]
fn structs() {
    let mut found = BTreeSet::new();
    layout!(found, pp_mixer_config {
        size: u32, legs: u32, samples: u32
    });
    layout!(found, pp_mix {
        size: u32, contributors: u32, sole: i32, limited: u32
    });
    layout!(found, pp_level_config {
        size: u32, ceiling: u32
    });
    layout!(found, pp_level_values {
        size: u32, peak: u32, rms: f64, rms_dbov: f64, peak_dbov: f64, samples: u64, clipped: u64, clipped_runs: u64
    });
    layout!(found, pp_carrier_range {
        offset: usize, length: usize
    });
    layout!(found, pp_carrier_message {
        size: u32, kind: u32, present: u32, digit: u32, sequence_number: u64, stream_sid: pp_carrier_range,
        account_sid: pp_carrier_range, call_sid: pp_carrier_range, protocol: pp_carrier_range, version:
        pp_carrier_range, mark_name: pp_carrier_range, payload: pp_carrier_range, parameters: pp_carrier_range, chunk:
        u64, timestamp_ms: u64, track: u32, tracks: u32, encoding: u32, sample_rate: u32
    });
    layout!(found, pp_carrier_parameter {
        name: pp_carrier_range, value: pp_carrier_range, next: usize
    });
    layout!(found, pp_carrier_pair {
        name: *const u8, name_len: usize, value: *const u8, value_len: usize
    });
    layout!(found, pp_carrier_start {
        size: u32, tracks: u32, encoding: u32, sample_rate: u32, sequence_number: u64, stream_sid: *const u8,
        stream_sid_len: usize, account_sid: *const u8, account_sid_len: usize, call_sid: *const u8, call_sid_len:
        usize, parameters: *const pp_carrier_pair, parameters_len: usize
    });
    layout!(found, pp_opus_encoder_config {
        size: u32, sample_rate: u32, channels: u32, application: u32, bitrate: u32, rate_mode: u32, complexity: i32,
        fec: u32, expected_loss: u32, dtx: u32, bandwidth: u32, max_bandwidth: u32, signal: u32, packet_max: u32
    });
    layout!(found, pp_opus_decoder_config {
        size: u32, sample_rate: u32, channels: u32
    });
    layout!(found, pp_opus_packet_info {
        size: u32, mode: u32, bandwidth: u32, channels: u32, frames: u32, samples_48k: u32, fec: u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_dave_update_config {
        size: u32, users: u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_dave_frames_config {
        size: u32, users: u32, epochs: u32, speakers: u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_dave_counts {
        size: u32, sending: u32, members: u32, needs_recovery: u32, sealed: u64, plain: u64, held: u64, crowded: u64,
        opened: u64, silence: u64, passed: u64, unknown_user: u64, no_key: u64, plaintext: u64, damaged: u64,
        replayed: u64, generation: u64, unauthenticated: u64
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_dave_session_config {
        size: u32, users: u32, user: u64, channel: u64, allow_plain: u32, reserved: u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_dave_output {
        size: u32, kind: u32, transition: u32, event: u32, value: u64
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_dave_state {
        size: u32, version: u32, established: u32, members: u32, epoch: u64, wake_us: u64
    });
    layout!(found, pp_jitter_config {
        size: u32, codec: u32, transport: u32, clock_rate: u32, channels: u32, sample_rate: u32, min_delay_ms: u32,
        max_delay_ms: u32, start_delay_ms: i32, fixed: u32
    });
    layout!(found, pp_jitter_counts {
        size: u32, reserved: u32, received: u64, taken: u64, late: u64, duplicate: u64, rejected: u64, discarded: u64,
        lost: u64, resyncs: u64, pulls: u64, played: u64, concealed: u64, recovered: u64, silence: u64, starved: u64,
        stretched: u64
    });
    layout!(found, pp_jitter_now {
        size: u32, playing: u32, queued: u64, buffered_us: u64, delay_us: u64, target_us: u64
    });
    layout!(found, pp_recorder_config {
        size: u32, container: u32, layout: u32, sample_rate: u32, tracks: u32, queue_ms: u32, seed: u32, reserved:
        u32
    });
    layout!(found, pp_resampler_config {
        size: u32, from_rate: u32, to_rate: u32, channels: u32, quality: u32
    });
    layout!(found, pp_room_config {
        size: u32, sample_rate: u32, capacity: u32, max_message: u32, seed: u64
    });
    layout!(found, pp_leg_config {
        size: u32, kind: u32, encoding: u32, sample_rate: u32, deaf: u32, sends_no_silence: u32, min_delay_ms: i32,
        max_delay_ms: i32, prefill_ms: i32, lead_ms: i32, queue_ms: i32, tap_ms: i32, speakers: u32, speaker_taps:
        u32, bitrate: i32, expected_loss: i32, gate_dbov: i32, mark_ms: i32, echo_tail_ms: i32, echo_delay_ms: i32,
        noise_suppression_db: i32, gain_target_dbov: i32, hear: u32, speech_threshold: f32, speech_hangover_ms: i32
    });
    layout!(found, pp_room_output {
        size: u32, event: u32, len: u64, leg: pp_leg_id, wake_us: u64, position: u64, value: u64, extra: u64, user:
        u64, peer: pp_leg_id
    });
    layout!(found, pp_leg_stats {
        size: u32, prefill_ms: u32, lead_ms: u32, reserved: u32, messages_in: u64, malformed: u64, in_received: u64,
        in_played: u64, in_concealed: u64, in_silence: u64, in_starved: u64, in_discarded: u64, in_lost: u64,
        in_resyncs: u64, buffered_us: u64, delay_us: u64, target_us: u64, queued_bytes: u64, underruns: u64,
        messages_out: u64, frames_out: u64, passed_through: u64, limited: u64, sent_ahead: u64, unsent: u64,
        far_starved: u64, far_queue_us: u64, events_lost: u64, tap_lost: u64, clipped: u64, rms_dbov: f64, peak_dbov:
        f64, speakers: u64, crowded: u64, in_recovered: u64
    });
    layout!(found, pp_quality {
        size: u32, window_ms: u32, cause: u32, reserved: u32, rating: f64, opinion: f64, loss_percent: f64,
        burst_ratio: f64, delay_ms: f64, speech_dbov: f64, echo_loss_db: f64, packet_us: u64, network_us: u64,
        buffer_us: u64, resampling_us: u64, chain_us: u64, tick_us: u64, queue_us: u64
    });
    layout!(found, pp_rtp {
        size: u32, payload_type: u32, marker: u32, sequence: u32, timestamp: u32, ssrc: u32, extension_profile: u32,
        padding: u32, extension_offset: usize, extension_len: usize, payload_offset: usize, payload_len: usize
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_transport_config {
        size: u32, mode: u32, first_nonce: u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_transport_counts {
        size: u32, reserved: u32, sealed: u64, opened: u64, malformed: u64, unauthenticated: u64
    });
    layout!(found, pp_tone_config {
        size: u32, sample_rate: u32
    });
    layout!(found, pp_tone_step {
        low_hz: u16, high_hz: u16, duration_ms: u16, reserved: u16
    });
    layout!(found, pp_listener_config {
        size: u32, sample_rate: u32, hear: u32, speech_threshold: f32, speech_hangover_ms: i32
    });
    layout!(found, pp_heard {
        size: u32, kind: u32, position: u64, value: u64, extra: u64
    });
    layout!(found, pp_vad_config {
        size: u32, sample_rate: u32, mode: u32, threshold: f32, hangover_ms: i32, pre_roll_ms: i32
    });
    layout!(found, pp_vad_state {
        size: u32, speech: u32, change: u32, echo: u32, probability: f32, music: f32, level_dbov: f32, reserved: u32,
        position: u64
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_voice_config {
        size: u32, plain_allowed: u32, user: u64, seed: u64, no_aes: u32, arrivals: u32, sources: u32, reserved: u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_voice_output {
        size: u32, what: u32, len: u64, wake_us: u64, guild: u64, channel: u64, user: u64, value: u64, extra: u64,
        connection: u32, code: u32, group: u32, transition: u32, ssrc: u32, timestamp: u32, sequence: u32, reserved:
        u32
    });
    #[cfg(feature = "seal")]
    layout!(found, pp_voice_stats {
        size: u32, state: u32, dave_version: u32, sources: u32, waiting: u32, muted: u32, round_trip_us: u64,
        connects: u64, resumes: u64, rejoins: u64, messages: u64, malformed: u64, heartbeats: u64, heartbeats_missed:
        u64, datagrams: u64, others: u64, heard: u64, padded: u64, sent: u64, lost_transport: u64, lost_malformed:
        u64, lost_unknown_source: u64, lost_no_key: u64, lost_plaintext: u64, lost_bad_frame: u64, lost_replayed: u64,
        lost_unauthenticated: u64, lost_crowded: u64, lost_not_ready: u64, lost_no_own_key: u64, lost_muted: u64,
        events_lost: u64
    });
    assert_eq!(found, expected(|line| line.starts_with("pp_") && !line.contains('(')));
}

#[rustfmt::skip]
#[test]
fn constants() {
    let found: Vec<(&str, i64)> = vec![
        ("PP_ABI_VERSION", PP_ABI_VERSION as i64), ("PP_VERSION_MAJOR", PP_VERSION_MAJOR as i64), ("PP_VERSION_MINOR",
        PP_VERSION_MINOR as i64), ("PP_VERSION_PATCH", PP_VERSION_PATCH as i64), ("PP_OK", PP_OK as i64),
        ("PP_ERR_ARGUMENT", PP_ERR_ARGUMENT as i64), ("PP_ERR_NO_SPACE", PP_ERR_NO_SPACE as i64), ("PP_ERR_NO_MEMORY",
        PP_ERR_NO_MEMORY as i64), ("PP_ERR_MALFORMED", PP_ERR_MALFORMED as i64), ("PP_ERR_AUTH", PP_ERR_AUTH as i64),
        ("PP_ERR_STATE", PP_ERR_STATE as i64), ("PP_ERR_UNSUPPORTED", PP_ERR_UNSUPPORTED as i64), ("PP_ERR_INTERNAL",
        PP_ERR_INTERNAL as i64), ("PP_ENCODING_MULAW", PP_ENCODING_MULAW as i64), ("PP_ENCODING_ALAW",
        PP_ENCODING_ALAW as i64), ("PP_ENCODING_L16", PP_ENCODING_L16 as i64), ("PP_ENCODING_L16_NETWORK",
        PP_ENCODING_L16_NETWORK as i64), ("PP_FEATURE_AUDIO", PP_FEATURE_AUDIO as i64), ("PP_FEATURE_SEAL",
        PP_FEATURE_SEAL as i64), ("PP_FEATURE_LISTENING", PP_FEATURE_LISTENING as i64), ("PP_CARRIER_UNKNOWN",
        PP_CARRIER_UNKNOWN as i64), ("PP_CARRIER_CONNECTED", PP_CARRIER_CONNECTED as i64), ("PP_CARRIER_START",
        PP_CARRIER_START as i64), ("PP_CARRIER_MEDIA", PP_CARRIER_MEDIA as i64), ("PP_CARRIER_DTMF", PP_CARRIER_DTMF
        as i64), ("PP_CARRIER_MARK", PP_CARRIER_MARK as i64), ("PP_CARRIER_STOP", PP_CARRIER_STOP as i64),
        ("PP_CARRIER_CLEAR", PP_CARRIER_CLEAR as i64), ("PP_CARRIER_INBOUND", PP_CARRIER_INBOUND as i64),
        ("PP_CARRIER_OUTBOUND", PP_CARRIER_OUTBOUND as i64), ("PP_CARRIER_HAS_SEQUENCE", PP_CARRIER_HAS_SEQUENCE as
        i64), ("PP_CARRIER_HAS_CHUNK", PP_CARRIER_HAS_CHUNK as i64), ("PP_CARRIER_HAS_TIMESTAMP",
        PP_CARRIER_HAS_TIMESTAMP as i64), ("PP_CARRIER_END", PP_CARRIER_END as i64), ("PP_OPUS_PACKET_MAX",
        PP_OPUS_PACKET_MAX as i64), ("PP_OPUS_PACKET_MAX_20MS", PP_OPUS_PACKET_MAX_20MS as i64), ("PP_OPUS_VOIP",
        PP_OPUS_VOIP as i64), ("PP_OPUS_AUDIO", PP_OPUS_AUDIO as i64), ("PP_OPUS_LOW_DELAY", PP_OPUS_LOW_DELAY as
        i64), ("PP_OPUS_VBR_CONSTRAINED", PP_OPUS_VBR_CONSTRAINED as i64), ("PP_OPUS_VBR", PP_OPUS_VBR as i64),
        ("PP_OPUS_CBR", PP_OPUS_CBR as i64), ("PP_OPUS_AUTO", PP_OPUS_AUTO as i64), ("PP_OPUS_NARROWBAND",
        PP_OPUS_NARROWBAND as i64), ("PP_OPUS_MEDIUMBAND", PP_OPUS_MEDIUMBAND as i64), ("PP_OPUS_WIDEBAND",
        PP_OPUS_WIDEBAND as i64), ("PP_OPUS_SUPERWIDEBAND", PP_OPUS_SUPERWIDEBAND as i64), ("PP_OPUS_FULLBAND",
        PP_OPUS_FULLBAND as i64), ("PP_OPUS_VOICE", PP_OPUS_VOICE as i64), ("PP_OPUS_MUSIC", PP_OPUS_MUSIC as i64),
        ("PP_OPUS_CONCEALED", PP_OPUS_CONCEALED as i64), ("PP_OPUS_MODE_SILK", PP_OPUS_MODE_SILK as i64),
        ("PP_OPUS_MODE_HYBRID", PP_OPUS_MODE_HYBRID as i64), ("PP_OPUS_MODE_CELT", PP_OPUS_MODE_CELT as i64),
        ("PP_JITTER_OPUS", PP_JITTER_OPUS as i64), ("PP_JITTER_STREAM", PP_JITTER_STREAM as i64),
        ("PP_JITTER_DATAGRAM", PP_JITTER_DATAGRAM as i64), ("PP_JITTER_LATE", PP_JITTER_LATE as i64),
        ("PP_JITTER_DUPLICATE", PP_JITTER_DUPLICATE as i64), ("PP_JITTER_OVERFLOW", PP_JITTER_OVERFLOW as i64),
        ("PP_JITTER_REJECTED", PP_JITTER_REJECTED as i64), ("PP_JITTER_PLAYED", PP_JITTER_PLAYED as i64),
        ("PP_JITTER_CONCEALED", PP_JITTER_CONCEALED as i64), ("PP_JITTER_SILENCE", PP_JITTER_SILENCE as i64),
        ("PP_JITTER_STARVED", PP_JITTER_STARVED as i64), ("PP_JITTER_STRETCHED", PP_JITTER_STRETCHED as i64),
        ("PP_RECORD_WAV", PP_RECORD_WAV as i64), ("PP_RECORD_OGG", PP_RECORD_OGG as i64), ("PP_RECORD_STEREO",
        PP_RECORD_STEREO as i64), ("PP_RECORD_TRACKS", PP_RECORD_TRACKS as i64), ("PP_ROOM_OUTPUT_MAX",
        PP_ROOM_OUTPUT_MAX as i64), ("PP_ROOM_MARK_MAX", PP_ROOM_MARK_MAX as i64), ("PP_LEG_CARRIER", PP_LEG_CARRIER
        as i64), ("PP_LEG_PCM", PP_LEG_PCM as i64), ("PP_LEG_DISCORD", PP_LEG_DISCORD as i64), ("PP_TAP_OFF",
        PP_TAP_OFF as i64), ("PP_TAP_WIRE", PP_TAP_WIRE as i64), ("PP_TAP_PROCESSED", PP_TAP_PROCESSED as i64),
        ("PP_ROOM_WAIT", PP_ROOM_WAIT as i64), ("PP_ROOM_MESSAGE", PP_ROOM_MESSAGE as i64), ("PP_ROOM_AUDIO",
        PP_ROOM_AUDIO as i64), ("PP_ROOM_TAP", PP_ROOM_TAP as i64), ("PP_ROOM_EVENT", PP_ROOM_EVENT as i64),
        ("PP_ROOM_PACKET", PP_ROOM_PACKET as i64), ("PP_ROOM_SPEAKER", PP_ROOM_SPEAKER as i64), ("PP_ROOM_RECORD",
        PP_ROOM_RECORD as i64), ("PP_EVENT_DTMF", PP_EVENT_DTMF as i64), ("PP_EVENT_MARK", PP_EVENT_MARK as i64),
        ("PP_EVENT_STOPPED", PP_EVENT_STOPPED as i64), ("PP_EVENT_ITEM_STARTED", PP_EVENT_ITEM_STARTED as i64),
        ("PP_EVENT_ITEM_ENDED", PP_EVENT_ITEM_ENDED as i64), ("PP_EVENT_STARVED", PP_EVENT_STARVED as i64),
        ("PP_EVENT_DISCARDED", PP_EVENT_DISCARDED as i64), ("PP_EVENT_LOST", PP_EVENT_LOST as i64),
        ("PP_EVENT_FAR_STARVED", PP_EVENT_FAR_STARVED as i64), ("PP_EVENT_PACED", PP_EVENT_PACED as i64),
        ("PP_EVENT_BROUGHT_BACK", PP_EVENT_BROUGHT_BACK as i64), ("PP_EVENT_UNSENT", PP_EVENT_UNSENT as i64),
        ("PP_EVENT_MALFORMED", PP_EVENT_MALFORMED as i64), ("PP_EVENT_OVERFLOW", PP_EVENT_OVERFLOW as i64),
        ("PP_EVENT_SKIPPED", PP_EVENT_SKIPPED as i64), ("PP_EVENT_STRETCHED", PP_EVENT_STRETCHED as i64),
        ("PP_EVENT_SPEECH_STARTED", PP_EVENT_SPEECH_STARTED as i64), ("PP_EVENT_SPEECH_ENDED", PP_EVENT_SPEECH_ENDED
        as i64), ("PP_EVENT_DIGIT_HEARD", PP_EVENT_DIGIT_HEARD as i64), ("PP_EVENT_BEEP", PP_EVENT_BEEP as i64),
        ("PP_EVENT_BEEP_ENDED", PP_EVENT_BEEP_ENDED as i64), ("PP_EVENT_FAX", PP_EVENT_FAX as i64),
        ("PP_EVENT_INFORMATION", PP_EVENT_INFORMATION as i64), ("PP_EVENT_ANSWER", PP_EVENT_ANSWER as i64),
        ("PP_EVENT_SPEAKER_STARTED", PP_EVENT_SPEAKER_STARTED as i64), ("PP_EVENT_SPEAKER_STOPPED",
        PP_EVENT_SPEAKER_STOPPED as i64), ("PP_EVENT_CROWDED", PP_EVENT_CROWDED as i64), ("PP_EVENT_HEARD",
        PP_EVENT_HEARD as i64), ("PP_EVENT_QUALITY", PP_EVENT_QUALITY as i64), ("PP_CAUSE_NONE", PP_CAUSE_NONE as
        i64), ("PP_CAUSE_ONE_WAY", PP_CAUSE_ONE_WAY as i64), ("PP_CAUSE_SILENT", PP_CAUSE_SILENT as i64),
        ("PP_CAUSE_LOSS", PP_CAUSE_LOSS as i64), ("PP_CAUSE_DELAY", PP_CAUSE_DELAY as i64), ("PP_CAUSE_ECHO",
        PP_CAUSE_ECHO as i64), ("PP_CAUSE_CLIPPING", PP_CAUSE_CLIPPING as i64), ("PP_CAUSE_TOO_QUIET",
        PP_CAUSE_TOO_QUIET as i64), ("PP_CAUSE_TOO_LOUD", PP_CAUSE_TOO_LOUD as i64), ("PP_RTP_HEADER", PP_RTP_HEADER
        as i64), ("PP_RTP_DISCORD_AUDIO", PP_RTP_DISCORD_AUDIO as i64), ("PP_TONE_DIAL", PP_TONE_DIAL as i64),
        ("PP_TONE_RINGBACK", PP_TONE_RINGBACK as i64), ("PP_TONE_BUSY", PP_TONE_BUSY as i64), ("PP_TONE_REORDER",
        PP_TONE_REORDER as i64), ("PP_TONE_INFORMATION", PP_TONE_INFORMATION as i64), ("PP_TONE_DIGITS_MAX",
        PP_TONE_DIGITS_MAX as i64), ("PP_TONE_STEPS_MAX", PP_TONE_STEPS_MAX as i64), ("PP_HEAR_SPEECH", PP_HEAR_SPEECH
        as i64), ("PP_HEAR_DIGITS", PP_HEAR_DIGITS as i64), ("PP_HEAR_BEEP", PP_HEAR_BEEP as i64), ("PP_HEAR_ANSWER",
        PP_HEAR_ANSWER as i64), ("PP_HEARD_NOTHING", PP_HEARD_NOTHING as i64), ("PP_HEARD_SPEECH_STARTED",
        PP_HEARD_SPEECH_STARTED as i64), ("PP_HEARD_SPEECH_ENDED", PP_HEARD_SPEECH_ENDED as i64), ("PP_HEARD_DIGIT",
        PP_HEARD_DIGIT as i64), ("PP_HEARD_BEEP", PP_HEARD_BEEP as i64), ("PP_HEARD_BEEP_ENDED", PP_HEARD_BEEP_ENDED
        as i64), ("PP_HEARD_FAX", PP_HEARD_FAX as i64), ("PP_HEARD_INFORMATION", PP_HEARD_INFORMATION as i64),
        ("PP_HEARD_ANSWER", PP_HEARD_ANSWER as i64), ("PP_ANSWER_HUMAN", PP_ANSWER_HUMAN as i64),
        ("PP_ANSWER_MACHINE", PP_ANSWER_MACHINE as i64), ("PP_ANSWER_FAX", PP_ANSWER_FAX as i64),
        ("PP_ANSWER_SILENCE", PP_ANSWER_SILENCE as i64), ("PP_ANSWER_MUSIC", PP_ANSWER_MUSIC as i64),
        ("PP_ANSWER_NETWORK", PP_ANSWER_NETWORK as i64), ("PP_VAD_MODEL", PP_VAD_MODEL as i64), ("PP_VAD_ENERGY",
        PP_VAD_ENERGY as i64), ("PP_VAD_NONE", PP_VAD_NONE as i64), ("PP_VAD_STARTED", PP_VAD_STARTED as i64),
        ("PP_VAD_ENDED", PP_VAD_ENDED as i64),
    ];
    #[cfg(feature = "seal")]
    let found = [found, vec![
        ("PP_DAVE_VERSION", PP_DAVE_VERSION as i64), ("PP_DAVE_OVERHEAD", PP_DAVE_OVERHEAD as i64), ("PP_DAVE_KEY",
        PP_DAVE_KEY as i64), ("PP_DAVE_WAITING", PP_DAVE_WAITING as i64), ("PP_DAVE_SEALED", PP_DAVE_SEALED as i64),
        ("PP_DAVE_PLAIN", PP_DAVE_PLAIN as i64), ("PP_DAVE_MUTED", PP_DAVE_MUTED as i64), ("PP_DAVE_SILENCE",
        PP_DAVE_SILENCE as i64), ("PP_DAVE_PASSED", PP_DAVE_PASSED as i64), ("PP_DAVE_UNKNOWN_USER",
        PP_DAVE_UNKNOWN_USER as i64), ("PP_DAVE_NO_KEY", PP_DAVE_NO_KEY as i64), ("PP_DAVE_PLAINTEXT",
        PP_DAVE_PLAINTEXT as i64), ("PP_DAVE_DAMAGED", PP_DAVE_DAMAGED as i64), ("PP_DAVE_REPLAYED", PP_DAVE_REPLAYED
        as i64), ("PP_DAVE_GENERATION", PP_DAVE_GENERATION as i64), ("PP_DAVE_UNAUTHENTICATED",
        PP_DAVE_UNAUTHENTICATED as i64), ("PP_DAVE_OUT_NONE", PP_DAVE_OUT_NONE as i64), ("PP_DAVE_OUT_BINARY",
        PP_DAVE_OUT_BINARY as i64), ("PP_DAVE_OUT_READY", PP_DAVE_OUT_READY as i64), ("PP_DAVE_OUT_INVALID",
        PP_DAVE_OUT_INVALID as i64), ("PP_DAVE_OUT_UPDATE", PP_DAVE_OUT_UPDATE as i64), ("PP_DAVE_OUT_EVENT",
        PP_DAVE_OUT_EVENT as i64), ("PP_DAVE_EVENT_EPOCH", PP_DAVE_EVENT_EPOCH as i64), ("PP_DAVE_EVENT_SEALED",
        PP_DAVE_EVENT_SEALED as i64), ("PP_DAVE_EVENT_PLAIN", PP_DAVE_EVENT_PLAIN as i64), ("PP_DAVE_EVENT_MUTED",
        PP_DAVE_EVENT_MUTED as i64), ("PP_DAVE_EVENT_RECOVERING", PP_DAVE_EVENT_RECOVERING as i64),
        ("PP_DAVE_EVENT_REFUSED", PP_DAVE_EVENT_REFUSED as i64), ("PP_DAVE_EVENT_IGNORED", PP_DAVE_EVENT_IGNORED as
        i64), ("PP_DAVE_EVENT_OVERFLOW", PP_DAVE_EVENT_OVERFLOW as i64), ("PP_DAVE_ABSENT", PP_DAVE_ABSENT as i64),
        ("PP_DAVE_PRIVACY_CODE", PP_DAVE_PRIVACY_CODE as i64), ("PP_DAVE_FINGERPRINT", PP_DAVE_FINGERPRINT as i64),
        ("PP_TRANSPORT_AES256_GCM", PP_TRANSPORT_AES256_GCM as i64), ("PP_TRANSPORT_XCHACHA20_POLY1305",
        PP_TRANSPORT_XCHACHA20_POLY1305 as i64), ("PP_TRANSPORT_KEY", PP_TRANSPORT_KEY as i64),
        ("PP_TRANSPORT_OVERHEAD", PP_TRANSPORT_OVERHEAD as i64), ("PP_VOICE_OUTPUT_MAX", PP_VOICE_OUTPUT_MAX as i64),
        ("PP_VOICE_PACKET_MAX", PP_VOICE_PACKET_MAX as i64), ("PP_VOICE_WAIT", PP_VOICE_WAIT as i64),
        ("PP_VOICE_SIGNAL", PP_VOICE_SIGNAL as i64), ("PP_VOICE_CONNECT", PP_VOICE_CONNECT as i64),
        ("PP_VOICE_DISCONNECT", PP_VOICE_DISCONNECT as i64), ("PP_VOICE_TEXT", PP_VOICE_TEXT as i64),
        ("PP_VOICE_BINARY", PP_VOICE_BINARY as i64), ("PP_VOICE_PATH", PP_VOICE_PATH as i64), ("PP_VOICE_DATAGRAM",
        PP_VOICE_DATAGRAM as i64), ("PP_VOICE_MEDIA", PP_VOICE_MEDIA as i64), ("PP_VOICE_DAVE", PP_VOICE_DAVE as i64),
        ("PP_VOICE_EVENT", PP_VOICE_EVENT as i64), ("PP_VOICE_DAVE_OPEN", PP_VOICE_DAVE_OPEN as i64),
        ("PP_VOICE_DAVE_START", PP_VOICE_DAVE_START as i64), ("PP_VOICE_DAVE_CONNECTED", PP_VOICE_DAVE_CONNECTED as
        i64), ("PP_VOICE_DAVE_DISCONNECTED", PP_VOICE_DAVE_DISCONNECTED as i64), ("PP_VOICE_DAVE_MESSAGE",
        PP_VOICE_DAVE_MESSAGE as i64), ("PP_VOICE_DAVE_PREPARE_TRANSITION", PP_VOICE_DAVE_PREPARE_TRANSITION as i64),
        ("PP_VOICE_DAVE_EXECUTE_TRANSITION", PP_VOICE_DAVE_EXECUTE_TRANSITION as i64), ("PP_VOICE_DAVE_PREPARE_EPOCH",
        PP_VOICE_DAVE_PREPARE_EPOCH as i64), ("PP_VOICE_DAVE_RECOVER", PP_VOICE_DAVE_RECOVER as i64),
        ("PP_VOICE_EVENT_STATE", PP_VOICE_EVENT_STATE as i64), ("PP_VOICE_EVENT_READY", PP_VOICE_EVENT_READY as i64),
        ("PP_VOICE_EVENT_RESUMED", PP_VOICE_EVENT_RESUMED as i64), ("PP_VOICE_EVENT_CLOSED", PP_VOICE_EVENT_CLOSED as
        i64), ("PP_VOICE_EVENT_ENDED", PP_VOICE_EVENT_ENDED as i64), ("PP_VOICE_EVENT_MOVED", PP_VOICE_EVENT_MOVED as
        i64), ("PP_VOICE_EVENT_SERVER", PP_VOICE_EVENT_SERVER as i64), ("PP_VOICE_EVENT_NO_ANSWER",
        PP_VOICE_EVENT_NO_ANSWER as i64), ("PP_VOICE_EVENT_NO_DISCOVERY", PP_VOICE_EVENT_NO_DISCOVERY as i64),
        ("PP_VOICE_EVENT_HEARTBEAT_LOST", PP_VOICE_EVENT_HEARTBEAT_LOST as i64), ("PP_VOICE_EVENT_MALFORMED",
        PP_VOICE_EVENT_MALFORMED as i64), ("PP_VOICE_EVENT_JOINED", PP_VOICE_EVENT_JOINED as i64),
        ("PP_VOICE_EVENT_LEFT", PP_VOICE_EVENT_LEFT as i64), ("PP_VOICE_EVENT_SOURCE", PP_VOICE_EVENT_SOURCE as i64),
        ("PP_VOICE_EVENT_UNKNOWN_SOURCE", PP_VOICE_EVENT_UNKNOWN_SOURCE as i64), ("PP_VOICE_EVENT_UNHEARD",
        PP_VOICE_EVENT_UNHEARD as i64), ("PP_VOICE_EVENT_UNSENT", PP_VOICE_EVENT_UNSENT as i64),
        ("PP_VOICE_EVENT_MUTED", PP_VOICE_EVENT_MUTED as i64), ("PP_VOICE_EVENT_UNMUTED", PP_VOICE_EVENT_UNMUTED as
        i64), ("PP_VOICE_EVENT_RECOVERING", PP_VOICE_EVENT_RECOVERING as i64), ("PP_VOICE_EVENT_OVERFLOW",
        PP_VOICE_EVENT_OVERFLOW as i64), ("PP_VOICE_STATE_IDLE", PP_VOICE_STATE_IDLE as i64),
        ("PP_VOICE_STATE_SIGNALLING", PP_VOICE_STATE_SIGNALLING as i64), ("PP_VOICE_STATE_CONNECTING",
        PP_VOICE_STATE_CONNECTING as i64), ("PP_VOICE_STATE_DISCOVERING", PP_VOICE_STATE_DISCOVERING as i64),
        ("PP_VOICE_STATE_SELECTING", PP_VOICE_STATE_SELECTING as i64), ("PP_VOICE_STATE_READY", PP_VOICE_STATE_READY
        as i64), ("PP_VOICE_STATE_RESUMING", PP_VOICE_STATE_RESUMING as i64), ("PP_VOICE_STATE_BACKING_OFF",
        PP_VOICE_STATE_BACKING_OFF as i64), ("PP_VOICE_STATE_DISMISSED", PP_VOICE_STATE_DISMISSED as i64),
        ("PP_VOICE_STATE_ENDED", PP_VOICE_STATE_ENDED as i64), ("PP_VOICE_WILL_RESUME", PP_VOICE_WILL_RESUME as i64),
        ("PP_VOICE_WILL_IDENTIFY", PP_VOICE_WILL_IDENTIFY as i64), ("PP_VOICE_WILL_REJOIN", PP_VOICE_WILL_REJOIN as
        i64), ("PP_VOICE_WILL_REJOIN_ONCE", PP_VOICE_WILL_REJOIN_ONCE as i64), ("PP_VOICE_WILL_WAIT",
        PP_VOICE_WILL_WAIT as i64), ("PP_VOICE_WILL_REJOIN_LATE", PP_VOICE_WILL_REJOIN_LATE as i64),
        ("PP_VOICE_WILL_STOP", PP_VOICE_WILL_STOP as i64), ("PP_VOICE_END_LEFT", PP_VOICE_END_LEFT as i64),
        ("PP_VOICE_END_REMOVED", PP_VOICE_END_REMOVED as i64), ("PP_VOICE_END_UNANSWERED", PP_VOICE_END_UNANSWERED as
        i64), ("PP_VOICE_END_REFUSED", PP_VOICE_END_REFUSED as i64), ("PP_VOICE_END_DAVE_REQUIRED",
        PP_VOICE_END_DAVE_REQUIRED as i64), ("PP_VOICE_END_RATE_LIMITED", PP_VOICE_END_RATE_LIMITED as i64),
        ("PP_VOICE_END_NO_MODE", PP_VOICE_END_NO_MODE as i64), ("PP_VOICE_END_NO_PATH", PP_VOICE_END_NO_PATH as i64),
        ("PP_VOICE_LOSS_TRANSPORT", PP_VOICE_LOSS_TRANSPORT as i64), ("PP_VOICE_LOSS_MALFORMED",
        PP_VOICE_LOSS_MALFORMED as i64), ("PP_VOICE_LOSS_UNKNOWN_SOURCE", PP_VOICE_LOSS_UNKNOWN_SOURCE as i64),
        ("PP_VOICE_LOSS_NO_KEY", PP_VOICE_LOSS_NO_KEY as i64), ("PP_VOICE_LOSS_PLAINTEXT", PP_VOICE_LOSS_PLAINTEXT as
        i64), ("PP_VOICE_LOSS_BAD_FRAME", PP_VOICE_LOSS_BAD_FRAME as i64), ("PP_VOICE_LOSS_REPLAYED",
        PP_VOICE_LOSS_REPLAYED as i64), ("PP_VOICE_LOSS_UNAUTHENTICATED", PP_VOICE_LOSS_UNAUTHENTICATED as i64),
        ("PP_VOICE_LOSS_CROWDED", PP_VOICE_LOSS_CROWDED as i64), ("PP_VOICE_LOSS_NOT_READY", PP_VOICE_LOSS_NOT_READY
        as i64), ("PP_VOICE_LOSS_NO_OWN_KEY", PP_VOICE_LOSS_NO_OWN_KEY as i64), ("PP_VOICE_LOSS_MUTED",
        PP_VOICE_LOSS_MUTED as i64),
    ]].concat();
    let found: BTreeSet<String> = found.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    assert_eq!(found, expected(|line| line.starts_with("PP_")));
}

/// Each is there to be linked.
#[rustfmt::skip]
#[test]
fn functions() {
    let found: Vec<(&str, *const ())> = vec![
        ("pp_mixer_create", pp_mixer_create as *const ()), ("pp_mixer_destroy", pp_mixer_destroy as *const ()),
        ("pp_mixer_set_gain", pp_mixer_set_gain as *const ()), ("pp_mixer_clear_leg", pp_mixer_clear_leg as *const
        ()), ("pp_mixer_begin", pp_mixer_begin as *const ()), ("pp_mixer_put", pp_mixer_put as *const ()),
        ("pp_mixer_mix", pp_mixer_mix as *const ()), ("pp_level_create", pp_level_create as *const ()),
        ("pp_level_destroy", pp_level_destroy as *const ()), ("pp_level_reset", pp_level_reset as *const ()),
        ("pp_level_measure", pp_level_measure as *const ()), ("pp_level_read", pp_level_read as *const ()),
        ("pp_abi_version", pp_abi_version as *const ()), ("pp_features", pp_features as *const ()),
        ("pp_version_text", pp_version_text as *const ()), ("pp_status_text", pp_status_text as *const ()),
        ("pp_base64_encoded_len", pp_base64_encoded_len as *const ()), ("pp_base64_encode", pp_base64_encode as *const
        ()), ("pp_base64_decode", pp_base64_decode as *const ()), ("pp_carrier_read", pp_carrier_read as *const ()),
        ("pp_carrier_next_parameter", pp_carrier_next_parameter as *const ()), ("pp_carrier_write_media",
        pp_carrier_write_media as *const ()), ("pp_carrier_write_mark", pp_carrier_write_mark as *const ()),
        ("pp_carrier_write_clear", pp_carrier_write_clear as *const ()), ("pp_carrier_write_connected",
        pp_carrier_write_connected as *const ()), ("pp_carrier_write_start", pp_carrier_write_start as *const ()),
        ("pp_carrier_write_track_media", pp_carrier_write_track_media as *const ()), ("pp_carrier_write_dtmf",
        pp_carrier_write_dtmf as *const ()), ("pp_carrier_write_mark_echo", pp_carrier_write_mark_echo as *const ()),
        ("pp_carrier_write_stop", pp_carrier_write_stop as *const ()), ("pp_g711_decode", pp_g711_decode as *const
        ()), ("pp_g711_encode", pp_g711_encode as *const ()), ("pp_l16_decode", pp_l16_decode as *const ()),
        ("pp_l16_encode", pp_l16_encode as *const ()), ("pp_opus_encoder_create", pp_opus_encoder_create as *const
        ()), ("pp_opus_encoder_destroy", pp_opus_encoder_destroy as *const ()), ("pp_opus_encoder_reset",
        pp_opus_encoder_reset as *const ()), ("pp_opus_encoder_encode", pp_opus_encoder_encode as *const ()),
        ("pp_opus_encoder_set_bitrate", pp_opus_encoder_set_bitrate as *const ()), ("pp_opus_encoder_set_rate_mode",
        pp_opus_encoder_set_rate_mode as *const ()), ("pp_opus_encoder_set_complexity", pp_opus_encoder_set_complexity
        as *const ()), ("pp_opus_encoder_set_fec", pp_opus_encoder_set_fec as *const ()),
        ("pp_opus_encoder_set_expected_loss", pp_opus_encoder_set_expected_loss as *const ()),
        ("pp_opus_encoder_set_dtx", pp_opus_encoder_set_dtx as *const ()), ("pp_opus_encoder_set_bandwidth",
        pp_opus_encoder_set_bandwidth as *const ()), ("pp_opus_encoder_set_max_bandwidth",
        pp_opus_encoder_set_max_bandwidth as *const ()), ("pp_opus_encoder_set_signal", pp_opus_encoder_set_signal as
        *const ()), ("pp_opus_encoder_lookahead", pp_opus_encoder_lookahead as *const ()),
        ("pp_opus_encoder_final_range", pp_opus_encoder_final_range as *const ()), ("pp_opus_decoder_create",
        pp_opus_decoder_create as *const ()), ("pp_opus_decoder_destroy", pp_opus_decoder_destroy as *const ()),
        ("pp_opus_decoder_reset", pp_opus_decoder_reset as *const ()), ("pp_opus_decoder_decode",
        pp_opus_decoder_decode as *const ()), ("pp_opus_decoder_conceal", pp_opus_decoder_conceal as *const ()),
        ("pp_opus_decoder_recover", pp_opus_decoder_recover as *const ()), ("pp_opus_decoder_final_range",
        pp_opus_decoder_final_range as *const ()), ("pp_opus_packet_inspect", pp_opus_packet_inspect as *const ()),
        ("pp_jitter_create", pp_jitter_create as *const ()), ("pp_jitter_destroy", pp_jitter_destroy as *const ()),
        ("pp_jitter_reset", pp_jitter_reset as *const ()), ("pp_jitter_insert", pp_jitter_insert as *const ()),
        ("pp_jitter_append", pp_jitter_append as *const ()), ("pp_jitter_flush", pp_jitter_flush as *const ()),
        ("pp_jitter_pull", pp_jitter_pull as *const ()), ("pp_jitter_frame_bytes", pp_jitter_frame_bytes as *const
        ()), ("pp_jitter_stats_interval", pp_jitter_stats_interval as *const ()), ("pp_jitter_stats_lifetime",
        pp_jitter_stats_lifetime as *const ()), ("pp_jitter_stats_now", pp_jitter_stats_now as *const ()),
        ("pp_recorder_create", pp_recorder_create as *const ()), ("pp_recorder_destroy", pp_recorder_destroy as *const
        ()), ("pp_room_record", pp_room_record as *const ()), ("pp_room_record_consent", pp_room_record_consent as
        *const ()), ("pp_room_record_pause", pp_room_record_pause as *const ()), ("pp_room_record_place",
        pp_room_record_place as *const ()), ("pp_room_record_finish", pp_room_record_finish as *const ()),
        ("pp_room_record_end", pp_room_record_end as *const ()), ("pp_resampler_create", pp_resampler_create as *const
        ()), ("pp_resampler_destroy", pp_resampler_destroy as *const ()), ("pp_resampler_reset", pp_resampler_reset as
        *const ()), ("pp_resampler_skip_delay", pp_resampler_skip_delay as *const ()), ("pp_resampler_process",
        pp_resampler_process as *const ()), ("pp_resampler_needed", pp_resampler_needed as *const ()),
        ("pp_resampler_delay", pp_resampler_delay as *const ()), ("pp_room_create", pp_room_create as *const ()),
        ("pp_room_destroy", pp_room_destroy as *const ()), ("pp_leg_create", pp_leg_create as *const ()),
        ("pp_leg_destroy", pp_leg_destroy as *const ()), ("pp_room_add", pp_room_add as *const ()), ("pp_room_remove",
        pp_room_remove as *const ()), ("pp_room_message", pp_room_message as *const ()), ("pp_room_write",
        pp_room_write as *const ()), ("pp_room_flush", pp_room_flush as *const ()), ("pp_room_pause", pp_room_pause as
        *const ()), ("pp_room_mark", pp_room_mark as *const ()), ("pp_room_clear", pp_room_clear as *const ()),
        ("pp_room_set_gain", pp_room_set_gain as *const ()), ("pp_room_play_tone", pp_room_play_tone as *const ()),
        ("pp_room_send_digits", pp_room_send_digits as *const ()), ("pp_room_stop_tone", pp_room_stop_tone as *const
        ()), ("pp_room_set_tap", pp_room_set_tap as *const ()), ("pp_room_packet", pp_room_packet as *const ()),
        ("pp_room_set_speaker_taps", pp_room_set_speaker_taps as *const ()), ("pp_room_tick", pp_room_tick as *const
        ()), ("pp_room_poll", pp_room_poll as *const ()), ("pp_room_quality", pp_room_quality as *const ()),
        ("pp_room_leg_stats", pp_room_leg_stats as *const ()), ("pp_rtp_read", pp_rtp_read as *const ()),
        ("pp_rtp_write", pp_rtp_write as *const ()), ("pp_rtp_is_control", pp_rtp_is_control as *const ()),
        ("pp_tone_create", pp_tone_create as *const ()), ("pp_tone_destroy", pp_tone_destroy as *const ()),
        ("pp_tone_network", pp_tone_network as *const ()), ("pp_tone_digits", pp_tone_digits as *const ()),
        ("pp_tone_steps", pp_tone_steps as *const ()), ("pp_tone_noise", pp_tone_noise as *const ()), ("pp_tone_stop",
        pp_tone_stop as *const ()), ("pp_tone_read", pp_tone_read as *const ()), ("pp_listener_create",
        pp_listener_create as *const ()), ("pp_listener_destroy", pp_listener_destroy as *const ()),
        ("pp_listener_process", pp_listener_process as *const ()), ("pp_listener_poll", pp_listener_poll as *const
        ()), ("pp_vad_create", pp_vad_create as *const ()), ("pp_vad_destroy", pp_vad_destroy as *const ()),
        ("pp_vad_reset", pp_vad_reset as *const ()), ("pp_vad_process", pp_vad_process as *const ()),
        ("pp_vad_pre_roll", pp_vad_pre_roll as *const ()),
    ];
    #[cfg(feature = "seal")]
    let found = [found, vec![
        ("pp_dave_update_create", pp_dave_update_create as *const ()), ("pp_dave_update_destroy",
        pp_dave_update_destroy as *const ()), ("pp_dave_update_add_receiver", pp_dave_update_add_receiver as *const
        ()), ("pp_dave_update_set_sender", pp_dave_update_set_sender as *const ()), ("pp_dave_update_set_sending",
        pp_dave_update_set_sending as *const ()), ("pp_dave_update_set_passthrough", pp_dave_update_set_passthrough as
        *const ()), ("pp_dave_frames_create", pp_dave_frames_create as *const ()), ("pp_dave_frames_destroy",
        pp_dave_frames_destroy as *const ()), ("pp_dave_apply", pp_dave_apply as *const ()), ("pp_dave_seal",
        pp_dave_seal as *const ()), ("pp_dave_open", pp_dave_open as *const ()), ("pp_dave_is_frame", pp_dave_is_frame
        as *const ()), ("pp_dave_frames_stats", pp_dave_frames_stats as *const ()), ("pp_dave_session_create",
        pp_dave_session_create as *const ()), ("pp_dave_session_destroy", pp_dave_session_destroy as *const ()),
        ("pp_dave_start", pp_dave_start as *const ()), ("pp_dave_connect", pp_dave_connect as *const ()),
        ("pp_dave_disconnect", pp_dave_disconnect as *const ()), ("pp_dave_prepare_transition",
        pp_dave_prepare_transition as *const ()), ("pp_dave_execute_transition", pp_dave_execute_transition as *const
        ()), ("pp_dave_prepare_epoch", pp_dave_prepare_epoch as *const ()), ("pp_dave_receive", pp_dave_receive as
        *const ()), ("pp_dave_recover", pp_dave_recover as *const ()), ("pp_dave_tick", pp_dave_tick as *const ()),
        ("pp_dave_poll", pp_dave_poll as *const ()), ("pp_dave_take", pp_dave_take as *const ()),
        ("pp_dave_session_state", pp_dave_session_state as *const ()), ("pp_dave_members", pp_dave_members as *const
        ()), ("pp_dave_privacy_code", pp_dave_privacy_code as *const ()), ("pp_dave_privacy_notice",
        pp_dave_privacy_notice as *const ()), ("pp_dave_fingerprint", pp_dave_fingerprint as *const ()),
        ("pp_transport_mode", pp_transport_mode as *const ()), ("pp_transport_create", pp_transport_create as *const
        ()), ("pp_transport_destroy", pp_transport_destroy as *const ()), ("pp_transport_seal", pp_transport_seal as
        *const ()), ("pp_transport_open", pp_transport_open as *const ()), ("pp_transport_stats", pp_transport_stats
        as *const ()), ("pp_voice_create", pp_voice_create as *const ()), ("pp_voice_destroy", pp_voice_destroy as
        *const ()), ("pp_voice_join", pp_voice_join as *const ()), ("pp_voice_leave", pp_voice_leave as *const ()),
        ("pp_voice_state", pp_voice_state as *const ()), ("pp_voice_server", pp_voice_server as *const ()),
        ("pp_voice_opened", pp_voice_opened as *const ()), ("pp_voice_closed", pp_voice_closed as *const ()),
        ("pp_voice_text", pp_voice_text as *const ()), ("pp_voice_binary", pp_voice_binary as *const ()),
        ("pp_voice_datagram", pp_voice_datagram as *const ()), ("pp_voice_send", pp_voice_send as *const ()),
        ("pp_voice_tick", pp_voice_tick as *const ()), ("pp_voice_poll", pp_voice_poll as *const ()),
        ("pp_voice_dave_binary", pp_voice_dave_binary as *const ()), ("pp_voice_dave_ready", pp_voice_dave_ready as
        *const ()), ("pp_voice_dave_invalid", pp_voice_dave_invalid as *const ()), ("pp_voice_dave_keys",
        pp_voice_dave_keys as *const ()), ("pp_voice_read", pp_voice_read as *const ()),
    ]].concat();
    assert!(found.iter().all(|(_, address)| !address.is_null()));
    let names: BTreeSet<String> = found.iter().map(|(name, _)| name.to_string()).collect();
    let expected = expected(|line| line.contains('('));
    assert_eq!(names, expected.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect());
}

#[test]
fn the_library_speaks_this_abi() {
    // SAFETY: no arguments.
    let (abi, features) = unsafe { (pp_abi_version(), pp_features()) };
    assert_eq!(abi, PP_ABI_VERSION);
    assert_ne!(features & PP_FEATURE_AUDIO, 0);
    assert!(features & PP_FEATURE_SEAL != 0 || cfg!(not(feature = "seal")));
}
