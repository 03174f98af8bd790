//! Recto as WebAssembly. Takes the bytes of a question and gives those of an answer, both in one memory that the page writes and reads: `room` makes place
//! for a question, `answer` answers it, `held` says where the answer begins. What a question is stands in [`question`]. Imports nothing: it can reach
//! neither files nor network.

mod answer;
mod question;

use std::sync::{Mutex, PoisonError};

/// The question, and then its answer.
static HELD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes place for a question of this many bytes, and says where it begins.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.clear();
    held.resize(length, 0);
    held.as_mut_ptr()
}

/// Answers the question that is held; gives the length of the answer in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    *held = answer::to(&held).to_string().into_bytes();
    held.len()
}

/// Where what is held begins.
#[unsafe(no_mangle)]
pub extern "C" fn held() -> *const u8 {
    HELD.lock().unwrap_or_else(PoisonError::into_inner).as_ptr()
}
