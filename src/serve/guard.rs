//! Who is heard. Takes a message; gives the request in it, or why it is not answered. A page of a stranger can make a browser send messages here; it
//! knows neither the token nor can it say that it is this server.

use percent_encoding::percent_decode_str;

use super::answer::Answer;
use super::message::{Message, Method, Request, fields};

/// What tells the person who started the server from others.
#[derive(Debug)]
pub(super) struct Guard {
    port: u16,
    token: String,
}

/// The names of the loopback address.
const NAMES: &[&str] = &["127.0.0.1", "localhost"];

impl Guard {
    pub(super) fn new(port: u16, token: String) -> Self {
        Self { port, token }
    }

    /// The address of the pages.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// The request in a message.
    pub(super) fn heard(&self, message: Message) -> Result<Request, Answer> {
        let host = message.header("host")?.unwrap_or_default();
        if !NAMES.iter().any(|name| host == format!("{name}:{}", self.port)) {
            return Err(Answer::refusal(403, "another host is asked for"));
        }
        self.check_origin(&message, host)?;
        let (path, query) = message.target.split_once('?').unwrap_or((&message.target, ""));
        let refusal = || {
            Answer::refusal(403, "the address has no token, or the wrong one; `recto view --serve` tells the right one")
        };
        let (token, path) = path.strip_prefix('/').and_then(|path| path.split_once('/')).ok_or_else(refusal)?;
        if !is_same(token, &self.token) {
            return Err(refusal());
        }
        let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
        let fields = fields(if message.method == Method::Post { &message.body } else { query });
        Ok(Request { method: message.method, path, fields })
    }

    /// What does something comes from a page of this server; what only asks does not come from another one.
    fn check_origin(&self, message: &Message, host: &str) -> Result<(), Answer> {
        let origin = message.header("origin")?;
        let site = message.header("sec-fetch-site")?;
        let is_own = origin.map(|origin| origin == format!("http://{host}"));
        let is_form = message.header("content-type")? == Some("application/x-www-form-urlencoded");
        let is_heard = match message.method {
            Method::Get => is_own.unwrap_or(true) && matches!(site, None | Some("same-origin" | "none")),
            Method::Post => is_own == Some(true) && matches!(site, None | Some("same-origin")) && is_form,
        };
        if is_heard { Ok(()) } else { Err(Answer::refusal(403, "a page of another origin asks")) }
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}
