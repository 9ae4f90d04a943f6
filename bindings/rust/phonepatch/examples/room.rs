//! A Room of three: room OUT. Each says a tone of its own for two seconds; OUT-1.raw … OUT-3.raw are what each hears, 16-bit
//! samples at 8 kHz, least significant byte first.
use phonepatch::{carrier::Encoding, Leg, LegSettings, Output, Room, RoomSettings, ROOM_OUTPUT_MAX};
use std::{env, error::Error, f64::consts::TAU, fs, process::ExitCode};

const TICKS: u64 = 100;

fn tone(hertz: f64) -> Vec<u8> {
    (0..TICKS * 160)
        .flat_map(|i| ((8000.0 * (TAU * hertz * i as f64 / 8000.0).sin()).round() as i16).to_le_bytes())
        .collect()
}

fn meet(target: &str) -> Result<(), Box<dyn Error>> {
    let mut room = Room::new(&RoomSettings::default())?;
    let mut parties = Vec::new();
    for (item, hertz) in [440.0, 660.0, 880.0].into_iter().enumerate() {
        let leg = Leg::pcm(Encoding::L16, 8000, 8000, &LegSettings::default())?;
        let id = room.add(leg).map_err(|refused| refused.error)?;
        room.write(id, item as u64 + 1, &tone(hertz), true)?;
        parties.push((id, Vec::new()));
    }
    let (mut buffer, mut now_us) = ([0; ROOM_OUTPUT_MAX], 0);
    for _ in 0..TICKS {
        room.tick(now_us)?;
        // A host would send what it is given, and sleep; here the next tick comes at once.
        now_us = loop {
            match room.poll(&mut buffer)? {
                Output::Wait { until_us } => break until_us,
                Output::Audio { leg, sound } => {
                    let party = parties.iter_mut().find(|(id, _)| *id == leg).ok_or("a leg of nobody")?;
                    party.1.extend_from_slice(sound);
                }
                _ => {}
            }
        };
    }
    for (number, (_, heard)) in parties.iter().enumerate() {
        fs::write(format!("{target}-{}.raw", number + 1), heard)?;
    }
    println!("{TICKS} ticks, {} bytes each", parties[0].1.len());
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    let [_, target] = arguments.as_slice() else {
        eprintln!("usage: room OUT");
        return ExitCode::from(2);
    };
    match meet(target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("room: {error}");
            ExitCode::FAILURE
        }
    }
}
