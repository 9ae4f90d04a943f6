//! Every struct declared here has the size and offsets that the C compiler gave it (Tests/ABI/layout.txt).
use phonepatch_sys::*;
use std::collections::BTreeMap;
use std::mem::{offset_of, size_of};

macro_rules! layout {
    ($found:ident, $name:ident { $($field:ident),* }) => {
        $found.insert(stringify!($name).to_owned(), size_of::<$name>());
        $($found.insert(
            concat!(stringify!($name), ".", stringify!($field)).to_owned(),
            offset_of!($name, $field),
        );)*
    };
}

#[test]
fn layout_is_the_headers() {
    let mut found = BTreeMap::new();
    layout!(
        found,
        pp_opus_encoder_config {
            size,
            sample_rate,
            channels,
            application,
            bitrate,
            rate_mode,
            complexity,
            fec,
            expected_loss,
            dtx,
            bandwidth,
            max_bandwidth,
            signal,
            packet_max
        }
    );
    layout!(
        found,
        pp_opus_decoder_config {
            size,
            sample_rate,
            channels
        }
    );
    layout!(
        found,
        pp_resampler_config {
            size,
            from_rate,
            to_rate,
            channels,
            quality
        }
    );

    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../Tests/ABI/layout.txt");
    let text = std::fs::read_to_string(file).expect("Tests/ABI/layout.txt");
    let expected: BTreeMap<String, usize> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
        })
        .filter(|(name, _)| found.contains_key(name.split('.').next().unwrap()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_library_speaks_this_abi() {
    assert_eq!(unsafe { pp_abi_version() }, PP_ABI_VERSION);
}
