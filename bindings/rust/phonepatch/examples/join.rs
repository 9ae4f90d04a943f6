//! A phone call joined to a Discord channel: join. Both far sides are played here, so that it runs without an account: a
//! carrier that sends μ-law messages, and a channel in which somebody speaks Opus. What a real bridge adds are sockets: see
//! `Voice`, whose `Media` goes to `Room::packet` as it is, and which takes `Output::Packet` in `Voice::send`.
use phonepatch::carrier::{self, Encoding, Message, Place, Start, Track};
use phonepatch::{
    frames, g711, Law, Leg, LegSettings, OpusDecoder, OpusEncoder, Output, Room, RoomSettings, FRAME_8K,
    OPUS_PACKET_MAX, ROOM_OUTPUT_MAX,
};
use std::{error::Error, f64::consts::TAU, process::ExitCode};

const SECONDS: usize = 3;
const SPEAKER: u64 = 4711;

fn tone(hertz: f64, rate: usize) -> Vec<i16> {
    (0..SECONDS * rate).map(|i| (8000.0 * (TAU * hertz * i as f64 / rate as f64).sin()).round() as i16).collect()
}

/// How loud a frequency is in the second half of some sound, as an amplitude.
fn amplitude(pcm: &[i16], hertz: f64, rate: usize) -> f64 {
    let half = &pcm[pcm.len() / 2..];
    let (mut a, mut b) = (0.0, 0.0);
    for (i, sample) in half.iter().enumerate() {
        let phase = TAU * hertz * i as f64 / rate as f64;
        a += f64::from(*sample) * phase.cos();
        b += f64::from(*sample) * phase.sin();
    }
    a.hypot(b) * 2.0 / half.len() as f64
}

fn join() -> Result<(), Box<dyn Error>> {
    let (mut text, mut scratch, mut buffer) = ([0u8; 1024], [0u8; 4096], [0u8; ROOM_OUTPUT_MAX]);
    let mut room = Room::new(&RoomSettings::default())?;
    let start =
        Start { stream_sid: "MZ1", account_sid: "AC1", call_sid: "CA1", encoding: Encoding::MuLaw, sample_rate: 8000 };
    let length = carrier::write_start(&start, &mut text)?;
    let settings = LegSettings { mark_ms: -1, ..Default::default() };
    let phone = room.add(Leg::carrier(&text[..length], 8000, &settings)?).map_err(|refused| refused.error)?;
    let channel = room.add(Leg::discord(8000, &settings)?).map_err(|refused| refused.error)?;

    let (mut encoder, mut decoder) = (OpusEncoder::new(48000, 1)?, OpusDecoder::new(8000, 1)?);
    let (caller, speaker) = (tone(440.0, 8000), tone(1000.0, 48000));
    let (mut heard_by_phone, mut heard_by_channel) = (Vec::new(), Vec::new());
    let said = frames::<FRAME_8K>(&caller).zip(frames::<960>(&speaker));
    for (tick, (from_caller, from_speaker)) in said.enumerate() {
        let now_us = tick as u64 * 20_000;
        // The caller's 20 ms, as the carrier's WebSocket brings them.
        let (mut law, place) = ([0; FRAME_8K], Place { stream_sid: "MZ1", sequence_number: tick as u64 + 2 });
        g711::encode(Law::Mu, &from_caller, &mut law)?;
        let (chunk, at_ms) = (tick as u64 + 1, tick as u64 * 20);
        let length = carrier::write_track_media(&place, Track::Inbound, chunk, at_ms, &law, &mut text)?;
        room.message(phone, &text[..length], now_us)?;
        // The speaker's 20 ms, as Discord brings them.
        let mut packet = [0; OPUS_PACKET_MAX];
        let length = encoder.encode(&from_speaker, &mut packet)?;
        room.packet(channel, SPEAKER, 1, tick as u16, tick as u32 * 960, &packet[..length], now_us)?;

        room.tick(now_us)?;
        loop {
            match room.poll(&mut buffer)? {
                Output::Wait { .. } => break,
                Output::Message { text, .. } => {
                    if let Message::Media { payload, .. } = carrier::read(text.as_bytes(), &mut scratch)? {
                        let mut pcm = [0; 1600];
                        let count = g711::decode(Law::Mu, payload, &mut pcm)?;
                        heard_by_phone.extend_from_slice(&pcm[..count]);
                    }
                }
                Output::Packet { opus, .. } => {
                    let mut pcm = [0; FRAME_8K];
                    decoder.decode(opus, &mut pcm)?;
                    heard_by_channel.extend_from_slice(&pcm);
                }
                _ => {}
            }
        }
    }
    let (phone_hears, channel_hears) =
        (amplitude(&heard_by_phone, 1000.0, 8000), amplitude(&heard_by_channel, 440.0, 8000));
    println!(
        "the phone hears the channel at {phone_hears:.0} of 8000, the channel hears the phone at {channel_hears:.0}"
    );
    let own = amplitude(&heard_by_phone, 440.0, 8000).max(amplitude(&heard_by_channel, 1000.0, 8000));
    if phone_hears.min(channel_hears) < 4000.0 || own > 400.0 {
        return Err(format!("they do not hear each other, or themselves ({own:.0})").into());
    }
    Ok(())
}

fn main() -> ExitCode {
    match join() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("join: {error}");
            ExitCode::FAILURE
        }
    }
}
