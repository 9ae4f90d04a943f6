//! Finds libphonepatch: the directory in PHONEPATCH_LIB_DIR, or what pkg-config says.
use std::{env, process::Command};

fn main() {
    println!("cargo:rerun-if-env-changed=PHONEPATCH_LIB_DIR");
    println!("cargo:rerun-if-env-changed=PKG_CONFIG_PATH");
    let directories = match env::var("PHONEPATCH_LIB_DIR") {
        Ok(directory) => vec![directory],
        Err(_) => pkg_config(),
    };
    for directory in &directories {
        println!("cargo:rustc-link-search=native={directory}");
    }
    println!("cargo:rustc-link-lib=dylib=phonepatch");
    // Our own tests run against that library as well.
    if let Some(directory) = directories.first() {
        println!("cargo:rustc-link-arg-tests=-Wl,-rpath,{directory}");
    }
    // Dependents read this as DEP_PHONEPATCH_LIBDIR, to set a run path for their tests.
    if let Some(directory) = directories.first() {
        println!("cargo:libdir={directory}");
    }
}

/// The -L directories of `pkg-config --libs phonepatch`; empty means the linker's own search path.
fn pkg_config() -> Vec<String> {
    let output = Command::new("pkg-config")
        .args(["--libs", "--keep-system-libs", "phonepatch"])
        .output()
        .unwrap_or_else(|error| {
            panic!("pkg-config did not run ({error}); set PHONEPATCH_LIB_DIR instead")
        });
    if !output.status.success() {
        panic!(
            "libphonepatch was not found: run `make install`, or set PHONEPATCH_LIB_DIR or PKG_CONFIG_PATH.\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8_lossy(&output.stdout)
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("-L").map(str::to_owned))
        .collect()
}
