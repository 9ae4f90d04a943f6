//! Raw mu-law through Opus and back: transcode IN.ulaw OUT.ulaw
//!
//! Decodes each 20 ms frame, lifts it to 48 kHz, makes an Opus packet, decodes that straight to 8 kHz as a phone bridge
//! would, and writes mu-law.
use phonepatch::{g711, Law, OpusDecoder, OpusEncoder, OpusEncoderSettings, Resampler, OPUS_PACKET_MAX};
use std::{env, error::Error, fs, process::ExitCode};

fn transcode(source: &str, target: &str) -> Result<(), Box<dyn Error>> {
    let codes = fs::read(source).map_err(|error| format!("{source}: {error}"))?;
    let mut up = Resampler::new(8000, 48000, 1)?;
    let mut encoder = OpusEncoder::with(&OpusEncoderSettings { bitrate: Some(24000), ..Default::default() })?;
    let mut decoder = OpusDecoder::new(8000, 1)?;
    let (mut pcm, mut wide) = ([0i16; 160], [0i16; 960]);
    let (mut packet, mut law) = ([0u8; OPUS_PACKET_MAX], [0u8; 160]);
    let (mut heard, mut bytes, mut packets) = (Vec::with_capacity(codes.len()), 0, 0);
    for frame in codes.chunks_exact(160) {
        g711::decode(Law::Mu, frame, &mut pcm)?;
        let done = up.process(&pcm, &mut wide)?;
        // The first frame comes out short by what the filter still holds; the encoder wants all of it.
        wide[done.produced..].fill(0);
        let length = encoder.encode(&wide, &mut packet)?;
        decoder.decode(&packet[..length], &mut pcm)?;
        g711::encode(Law::Mu, &pcm, &mut law)?;
        heard.extend_from_slice(&law);
        bytes += length;
        packets += 1;
    }
    fs::write(target, heard).map_err(|error| format!("{target}: {error}"))?;
    println!("{packets} packets, {:.2} s, {bytes} bytes of Opus", packets as f64 * 0.02);
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    let [_, source, target] = arguments.as_slice() else {
        eprintln!("usage: transcode IN.ulaw OUT.ulaw");
        return ExitCode::from(2);
    };
    match transcode(source, target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("transcode: {error}");
            ExitCode::FAILURE
        }
    }
}
