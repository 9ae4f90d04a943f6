//! Finds libphonepatch: the directory in PHONEPATCH_LIB_DIR, else a bundle, else what pkg-config says.
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

fn main() {
    for name in ["PHONEPATCH_LIB_DIR", "PHONEPATCH_BUNDLE", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=prebuilt");
    if let Some(directory) = env::var_os("PHONEPATCH_LIB_DIR") {
        let directory = PathBuf::from(directory);
        if !["so", "a"].iter().any(|end| directory.join(format!("libphonepatch.{end}")).exists()) {
            panic!("PHONEPATCH_LIB_DIR is {}, where no libphonepatch is", directory.display());
        }
        shared(&[directory.display().to_string()]);
    } else if let Some(directory) = bundle() {
        // One archive with all that it needs inside; only libc and libm are the system's.
        println!("cargo:rerun-if-changed={}", directory.display());
        println!("cargo:rustc-link-search=native={}", directory.display());
        println!("cargo:rustc-link-lib=static=phonepatch_bundle");
        println!("cargo:rustc-link-lib=m");
    } else {
        shared(&pkg_config());
    }
}

fn shared(directories: &[String]) {
    for directory in directories {
        println!("cargo:rustc-link-search=native={directory}");
    }
    println!("cargo:rustc-link-lib=dylib=phonepatch");
    // Dependents read it as DEP_PHONEPATCH_LIBDIR, to set a run path.
    if let Some(directory) = directories.first() {
        println!("cargo:libdir={directory}");
    }
}

/// The directory of a bundle for this target, if there is one.
fn bundle() -> Option<PathBuf> {
    let file = "libphonepatch_bundle.a";
    if let Some(given) = env::var_os("PHONEPATCH_BUNDLE") {
        let given = PathBuf::from(given);
        if !given.join(file).exists() {
            panic!("PHONEPATCH_BUNDLE is {}, where no {file} is", given.display());
        }
        return Some(given);
    }
    let here = env::var_os("CARGO_MANIFEST_DIR")?;
    let own = Path::new(&here).join("prebuilt").join(env::var_os("TARGET")?);
    own.join(file).exists().then_some(own)
}

/// The -L directories of `pkg-config --libs phonepatch`; empty means the linker's own search path.
fn pkg_config() -> Vec<String> {
    let program = env::var_os("PKG_CONFIG").unwrap_or_else(|| "pkg-config".into());
    let output =
        Command::new(program).args(["--libs", "--keep-system-libs", "phonepatch"]).output().unwrap_or_else(|error| {
            panic!("pkg-config did not run ({error}); set PHONEPATCH_LIB_DIR or PHONEPATCH_BUNDLE instead")
        });
    if !output.status.success() {
        panic!(
            "libphonepatch was not found. Looked for: PHONEPATCH_LIB_DIR and PHONEPATCH_BUNDLE (not set), prebuilt/{} in \
             phonepatch-sys, pkg-config with PKG_CONFIG_PATH={}.\nRun `make install`, or set one of them.\n{}",
            env::var("TARGET").unwrap_or_default(),
            env::var("PKG_CONFIG_PATH").unwrap_or_default(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8_lossy(&output.stdout)
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("-L").map(str::to_owned))
        .collect()
}
