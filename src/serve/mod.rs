//! HTTP for one person at this machine. Takes requests at a free port of the loopback address; hands those that may be answered to whoever knows the
//! pages ([`Server::run`]).
//!
//! Promises that nobody else is heard: the address has a token that only who started the server knows, `Host` must name the loopback address
//! (so that no name of a stranger leads here), and what changes something must come from a page of this server (`Origin`). A request has an end in
//! bytes and time, and so has the number of those that are answered at once. Leaves out everything that one reader does not need: a
//! connection has one answer, there is no compression and no TLS. Messages are read by `httparse` (RFC 9112).
//!
//! | what | file |
//! |---|---|
//! | bytes of a connection to a message, with its limits | `message` |
//! | who is heard | `guard` |
//! | the answers | `answer` |

mod answer;
mod guard;
mod message;

pub use answer::Answer;
pub use message::{Method, Request};

use std::io::{self, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;
use std::time::Duration;

use guard::Guard;

/// Connections that are answered at once: a browser opens some for each page that waits for a change.
const AT_ONCE: usize = 64;

/// How long a reader of an answer may do nothing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The stack of a thread that answers, in bytes: what reads nested input goes down as deep as the input does.
const STACK: usize = 32 << 20;

/// A server that has its address.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    guard: Guard,
}

impl Server {
    /// A server at a free port of the loopback address, with a token of its own.
    ///
    /// # Errors
    /// The system gives no port, or no random bytes.
    pub fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        let token = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let guard = Guard::new(listener.local_addr()?.port(), token);
        Ok(Self { listener, guard })
    }

    /// The address of its pages, with the token.
    #[must_use]
    pub fn address(&self) -> String {
        self.guard.address()
    }

    /// Answers requests until the process ends.
    pub fn run(&self, answer: impl Fn(&Request) -> Answer + Sync) {
        let busy = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for stream in self.listener.incoming().flatten() {
                if busy.fetch_add(1, Ordering::AcqRel) >= AT_ONCE {
                    busy.fetch_sub(1, Ordering::AcqRel);
                    let _ = send(&stream, &Answer::refusal(503, "too many requests at once"));
                    continue;
                }
                let (busy, answer) = (&busy, &answer);
                let work = move || {
                    // Whoever went away gets no answer.
                    let _ = self.speak(&stream, answer);
                    busy.fetch_sub(1, Ordering::AcqRel);
                };
                if Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_err() {
                    busy.fetch_sub(1, Ordering::AcqRel);
                }
            }
        });
    }

    /// One request and its answer.
    fn speak(&self, stream: &TcpStream, answer: &(impl Fn(&Request) -> Answer + Sync)) -> io::Result<()> {
        let read = message::read(stream)?;
        let answer = match read.and_then(|message| self.guard.heard(message)) {
            Ok(request) => answer(&request),
            Err(refusal) => refusal,
        };
        send(stream, &answer)
    }
}

fn send(mut stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&answer.bytes())?;
    stream.shutdown(Shutdown::Write)
}
