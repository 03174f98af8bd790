//! The stack of the WebAssembly: a megabyte is usual, and what reads nested input goes down as deep as the program does.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=33554432");
    }
}
