//! Lets the tests and examples of this crate find a library that is not on the loader's path.
use std::env;

fn main() {
    if let Ok(directory) = env::var("DEP_PHONEPATCH_LIBDIR") {
        println!("cargo:rustc-link-arg-tests=-Wl,-rpath,{directory}");
        println!("cargo:rustc-link-arg-examples=-Wl,-rpath,{directory}");
    }
}
