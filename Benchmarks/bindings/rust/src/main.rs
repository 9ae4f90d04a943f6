//! What a call from Rust costs: `phonepatch-calls ROUNDS MILLISECONDS` prints nanoseconds of this thread's processor time, round
//! by round, as JSON.
use phonepatch::carrier::{self, Encoding, Message, Place, Start, Track};
use phonepatch::{g711, Law, Leg, LegSettings, Output, Resampler, Room, RoomSettings, ROOM_OUTPUT_MAX};
use std::{env, error::Error, hint::black_box};

extern "C" {
    fn clock_gettime(clock: i32, time: *mut [i64; 2]) -> i32;
}

fn spent_ns() -> f64 {
    let mut time = [0i64; 2];
    // 3 is CLOCK_THREAD_CPUTIME_ID of Linux.
    unsafe { clock_gettime(3, &mut time) };
    time[0] as f64 * 1e9 + time[1] as f64
}

struct Table {
    rounds: usize,
    length_ns: f64,
    rows: Vec<String>,
}

impl Table {
    /// Rounds of at least the given length; each figure is the mean of one call.
    fn row(&mut self, stage: &str, what: &str, per: f64, mut call: impl FnMut()) {
        let mut count = 1usize;
        let mut rounds = Vec::new();
        while rounds.len() < self.rounds {
            let begin = spent_ns();
            for _ in 0..count {
                call();
            }
            let took = spent_ns() - begin;
            if took < self.length_ns && rounds.is_empty() {
                count = if took > 0.0 { (count as f64 * (self.length_ns * 1.2 / took).clamp(1.5, 100.0)) as usize + 1 } else { count * 100 };
            } else {
                rounds.push(format!("{:.2}", took / count as f64 / per));
            }
        }
        self.rows.push(format!("{{\"stage\":\"{stage}\",\"what\":\"{what}\",\"rounds\":[{}]}}", rounds.join(",")));
    }
}

fn room_row(table: &mut Table) -> Result<(), Box<dyn Error>> {
    let (mut room, mut buffer, mut text) = (Room::new(&RoomSettings::default())?, [0u8; ROOM_OUTPUT_MAX], [0u8; 1024]);
    let mut legs = Vec::new();
    let sids = ["MZ1", "MZ2"];
    for sid in sids {
        let start = Start { stream_sid: sid, account_sid: "AC1", call_sid: "CA1", encoding: Encoding::MuLaw, sample_rate: 8000 };
        let length = carrier::write_start(&start, &mut text)?;
        legs.push(room.add(Leg::carrier(&text[..length], 8000, &LegSettings::default())?).map_err(|refused| refused.error)?);
    }
    let (mut tick, sound) = (0u64, [0x90u8; 160]);
    table.row("room-2", "Room::message, tick, poll; the messages written too", 2.0, || {
        for (sid, leg) in sids.iter().zip(&legs) {
            let place = Place { stream_sid: sid, sequence_number: tick + 2 };
            let length = carrier::write_track_media(&place, Track::Inbound, tick + 1, tick * 20, &sound, &mut text).unwrap();
            room.message(*leg, &text[..length], tick * 20_000).unwrap();
        }
        room.tick(tick * 20_000).unwrap();
        while !matches!(room.poll(&mut buffer).unwrap(), Output::Wait { .. }) {}
        tick += 1;
    });
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = env::args().collect();
    let mut table = Table { rounds: given[1].parse()?, length_ns: given[2].parse::<f64>()? * 1e6, rows: Vec::new() };
    let codes: Vec<u8> = (0..160u32).map(|i| (i.wrapping_mul(2654435761) >> 24) as u8).collect();
    let (mut pcm, mut back, mut wide) = ([0i16; 160], [0u8; 160], [0i16; 960]);
    table.row("g711-decode", "g711::decode", 1.0, || {
        g711::decode(Law::Mu, black_box(&codes), &mut pcm).unwrap();
    });
    let said = pcm;
    table.row("g711-encode", "g711::encode", 1.0, || {
        g711::encode(Law::Mu, black_box(&said), &mut back).unwrap();
    });
    let mut up = Resampler::new(8000, 48000, 1)?;
    table.row("resample-up", "Resampler::process", 1.0, || {
        up.process(black_box(&said), &mut wide).unwrap();
    });
    let sid = format!("MZ{:032}", 7);
    let (mut text, mut scratch) = ([0u8; 1024], [0u8; 4096]);
    let length = carrier::write_track_media(&Place { stream_sid: &sid, sequence_number: 5 }, Track::Inbound, 4, 60, &codes, &mut text)?;
    let message = text[..length].to_vec();
    table.row("message-read", "carrier::read", 1.0, || {
        let read = carrier::read(black_box(&message), &mut scratch).unwrap();
        assert!(matches!(read, Message::Media { .. }));
    });
    table.row("message-write", "carrier::write_media", 1.0, || {
        carrier::write_media(&sid, black_box(&codes), &mut text).unwrap();
    });
    room_row(&mut table)?;
    println!("{{\"stages\":[{}]}}", table.rows.join(","));
    Ok(())
}
