//! What the guide shows: decode, resample, encode and join a Room, in ten lines.
use phonepatch::{carrier::Encoding, *};

#[test]
fn ten_lines() -> Result<(), Error> {
    let (mut pcm, mut wide, mut packet, mut out) = ([0; 160], [0; 960], [0; OPUS_PACKET_MAX], [0; ROOM_OUTPUT_MAX]);
    g711::decode(Law::Mu, &[0; 160], &mut pcm)?;
    Resampler::new(8000, 48000, 1)?.process(&pcm, &mut wide)?;
    let length = OpusEncoder::new(48000, 1)?.encode(&wide, &mut packet)?;
    let mut room = Room::new(&RoomSettings::default())?;
    let me = room.add(Leg::pcm(Encoding::MuLaw, 8000, 8000, &LegSettings::default())?)?;
    let other = room.add(Leg::pcm(Encoding::MuLaw, 8000, 8000, &LegSettings::default())?)?;
    room.write(me, 1, &[0; 160], true)?;
    room.tick(0)?;
    let heard = loop {
        match room.poll(&mut out)? {
            Output::Audio { leg, sound } if leg == other => break sound.to_vec(),
            Output::Wait { until_us } => room.tick(until_us).map(drop)?,
            _ => {}
        }
    };
    assert!(length > 0 && heard.len() == 160);
    Ok(())
}
