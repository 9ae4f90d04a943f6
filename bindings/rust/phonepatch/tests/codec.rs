use phonepatch::OPUS_PACKET_MAX;
use phonepatch::{g711, Application, Error, Law, OpusDecoder, OpusEncoder, OpusEncoderSettings, Recovered, Resampler};

fn tone(hertz: f64, rate: usize, samples: usize) -> Vec<i16> {
    (0..samples)
        .map(|i| (8000.0 * (std::f64::consts::TAU * hertz * i as f64 / rate as f64).sin()).round() as i16)
        .collect()
}

fn energy(pcm: &[i16]) -> f64 {
    pcm.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / pcm.len() as f64
}

#[test]
fn every_code_survives() {
    let codes: Vec<u8> = (0..=255).collect();
    let (mut pcm, mut again) = ([0i16; 256], [0u8; 256]);
    for law in [Law::Mu, Law::A] {
        assert_eq!(g711::decode(law, &codes, &mut pcm), Ok(256));
        assert_eq!(g711::encode(law, &pcm, &mut again), Ok(256));
        let mut expected = codes.clone();
        if law == Law::Mu {
            expected[0x7f] = 0xff; // mu-law's negative zero has no sample of its own
        }
        assert_eq!(again[..], expected[..]);
    }
    g711::decode(Law::Mu, &[0x00, 0x80], &mut pcm).unwrap();
    assert_eq!(pcm[..2], [-32124, 32124]);
}

#[test]
fn too_small_says_what_it_needs() {
    let mut pcm = [7i16; 3];
    assert_eq!(g711::decode(Law::Mu, &[0; 9], &mut pcm), Err(Error::NoSpace { needed: 9 }));
    assert_eq!(pcm, [7; 3]);
}

#[test]
fn opus_carries_a_tone() {
    let pcm = tone(440.0, 48000, 48000);
    let mut encoder = OpusEncoder::with(&OpusEncoderSettings {
        application: Application::Audio,
        bitrate: Some(64000),
        ..Default::default()
    })
    .unwrap();
    let mut decoder = OpusDecoder::new(8000, 1).unwrap();
    let (mut packet, mut frame, mut heard) = ([0u8; OPUS_PACKET_MAX], [0i16; 160], Vec::new());
    for part in pcm.chunks(960) {
        let length = encoder.encode(part, &mut packet).unwrap();
        assert_eq!(decoder.decode(&packet[..length], &mut frame), Ok(160));
        heard.extend_from_slice(&frame);
    }
    let ratio = energy(&heard[4000..]) / energy(&pcm[24000..]);
    assert!((0.8..1.25).contains(&ratio), "{ratio}");
    assert!(encoder.lookahead().unwrap() > 0);
}

#[test]
fn losses_are_recovered_or_concealed() {
    let pcm = tone(300.0, 16000, 16000);
    let mut encoder = OpusEncoder::with(&OpusEncoderSettings {
        sample_rate: 16000,
        bitrate: Some(32000),
        fec: true,
        expected_loss: 20,
        ..Default::default()
    })
    .unwrap();
    let mut decoder = OpusDecoder::new(16000, 1).unwrap();
    let (mut packet, mut frame) = ([0u8; OPUS_PACKET_MAX], [0i16; 320]);
    for (index, part) in pcm.chunks(320).enumerate() {
        let length = encoder.encode(part, &mut packet).unwrap();
        if index == 20 {
            // Frame 19 counts as lost.
            assert_eq!(decoder.recover(&packet[..length], &mut frame), Ok(Recovered::FromPacket));
            assert!(energy(&frame) > 0.3 * energy(&pcm[..320]));
        }
        if index != 19 {
            decoder.decode(&packet[..length], &mut frame).unwrap();
        }
    }
    decoder.conceal(&mut frame).unwrap();
    assert_eq!(decoder.decode(&[], &mut frame), Err(Error::Malformed));
    assert_eq!(OpusEncoder::new(44100, 1).unwrap_err(), Error::Argument);
}

#[test]
fn chunks_do_not_matter() {
    let pcm = tone(1000.0, 8000, 4000);
    let mut whole = Resampler::new(8000, 48000, 1).unwrap();
    let mut expected = vec![0i16; whole.needed(pcm.len()).unwrap()];
    assert_eq!(whole.process(&pcm, &mut expected).unwrap().produced, expected.len());

    let mut cut = Resampler::new(8000, 48000, 1).unwrap();
    let (mut got, mut rest, mut small, mut step) = (Vec::new(), &pcm[..], [0i16; 37], 1);
    while !rest.is_empty() {
        let done = cut.process(&rest[..step.min(rest.len())], &mut small).unwrap();
        got.extend_from_slice(&small[..done.produced]);
        rest = &rest[done.consumed..];
        step = step * 7 % 61 + 1;
    }
    // What the last small output had no room for.
    loop {
        let done = cut.process(&[], &mut small).unwrap();
        if done.produced == 0 {
            break;
        }
        got.extend_from_slice(&small[..done.produced]);
    }
    assert_eq!(got, expected);
}

#[test]
fn handles_move_between_threads() {
    let mut encoder = OpusEncoder::new(8000, 1).unwrap();
    let length = std::thread::spawn(move || encoder.encode(&[0; 160], &mut [0; OPUS_PACKET_MAX]).unwrap());
    assert!(length.join().unwrap() > 0);
}
