//! One message out of a connection (RFC 9112). Takes a stream; gives the method, the target, the headers that count, and the body. A message is
//! whole before it is looked at, and no longer than its limits.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;

use super::answer::Answer;

/// Bytes of a message: head and body.
const LONGEST: usize = 64 * 1024;

/// Headers of a message.
const HEADERS: usize = 64;

/// How long a message may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// To see something.
    Get,
    /// To do something.
    Post,
}

/// A message that was read.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) method: Method,
    pub(super) target: String,
    /// Names in small letters.
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// A request that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is asked for.
    pub method: Method,
    /// What it is about: the path behind the token, without references.
    pub path: String,
    /// Names and values of the query, or of the form that was sent.
    pub fields: Vec<(String, String)>,
}

impl Request {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }
}

impl Message {
    /// The value of a header that is there once.
    pub(super) fn header(&self, name: &str) -> Result<Option<&str>, Answer> {
        let mut values = self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| &**value);
        let first = values.next();
        match values.next() {
            Some(_) => Err(bad("a header stands there twice")),
            None => Ok(first),
        }
    }
}

fn bad(why: &str) -> Answer {
    Answer::refusal(400, why)
}

/// Reads one message.
///
/// # Errors
/// The stream ends or waits too long; inside, what is wrong with the message.
pub(super) fn read(mut stream: &TcpStream) -> io::Result<Result<Message, Answer>> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match parsed(&bytes) {
            Ok(None) if bytes.len() >= LONGEST => return Ok(Err(bad("the message is too long"))),
            Ok(None) => {}
            Ok(Some(message)) => return Ok(Ok(message)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(piece.get(..read).unwrap_or_default()),
        }
    }
}

/// A message out of its bytes; nothing while there are more to come.
fn parsed(bytes: &[u8]) -> Result<Option<Message>, Answer> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let start = match head.parse(bytes) {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(bad(&format!("not a message of HTTP: {error}"))),
    };
    let method = match head.method {
        Some("GET") => Method::Get,
        Some("POST") => Method::Post,
        _ => return Err(bad("only GET and POST are answered")),
    };
    let text = |value: &[u8]| String::from_utf8(value.to_vec()).map_err(|_| bad("a header is no UTF-8"));
    let named = head.headers.iter().map(|header| Ok((header.name.to_ascii_lowercase(), text(header.value)?)));
    let headers = named.collect::<Result<Vec<_>, Answer>>()?;
    let target = head.path.unwrap_or_default().to_owned();
    let mut message = Message { method, target, headers, body: String::new() };
    if message.header("transfer-encoding")?.is_some() {
        return Err(bad("a body has a length"));
    }
    let length = match message.header("content-length")? {
        Some(length) if length.bytes().all(|digit| digit.is_ascii_digit()) => length.parse().unwrap_or(LONGEST),
        Some(_) => return Err(bad("a body has a length")),
        None => 0,
    };
    if length >= LONGEST {
        return Err(bad("the message is too long"));
    }
    let Some(body) = bytes.get(start..start + length) else { return Ok(None) };
    message.body = text(body)?;
    Ok(Some(message))
}

/// The fields of a form or a query (URL Standard, 5.1).
pub(super) fn fields(encoded: &str) -> Vec<(String, String)> {
    let plain = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = encoded.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_whole_and_bounded() {
        let whole = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b";
        for end in 0..whole.len() {
            assert!(parsed(&whole[..end]).unwrap().is_none(), "{end}");
        }
        let message = parsed(whole).unwrap().unwrap();
        assert_eq!((message.method, &*message.target, &*message.body), (Method::Post, "/a", "a=b"));
        for bad in [
            "PUT / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: +3\r\n\r\nabc",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "nonsense\r\n\r\n",
        ] {
            assert!(parsed(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn fields_are_read() {
        let read = fields("a=1+2&b=%C3%A4%26&c&=d");
        let read: Vec<(&str, &str)> = read.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(read, [("a", "1 2"), ("b", "ä&"), ("c", ""), ("", "d")]);
    }
}
