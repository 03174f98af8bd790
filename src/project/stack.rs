//! The stacks of threads. Takes the work of a whole run; does it on threads whose stacks are equally large on every system.
//!
//! What reads nested input goes down as deep as the input does, to a bound of its own. The main thread has a megabyte on some systems and
//! eight on others, and those that work in parallel two: a bound must mean the same on all of them.

use std::io;
use std::sync::Once;
use std::thread::Builder;

/// The stack of each thread, in bytes. Memory is taken as it is used.
const SIZE: usize = 32 << 20;

/// Makes the threads that work in parallel, when there is work for them. There is one pool for the whole process: where somebody made it
/// before, it stays as it is.
pub(super) fn begin_threads() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rayon::ThreadPoolBuilder::new().stack_size(SIZE).build_global();
    });
}

/// Does the work of a run.
///
/// # Errors
/// Why there is no such thread; or that the work ended in a panic, which has been reported.
pub fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    std::thread::scope(|scope| {
        let thread = Builder::new().stack_size(SIZE).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| io::Error::other("it ended in a panic"))
    })
}
