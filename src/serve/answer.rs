//! What is answered. Takes a status and a body; gives the bytes of the message, with the headers that keep it from being put to other use.

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    kind: &'static str,
    /// Where the reader is to go.
    location: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    /// A page of HTML.
    #[must_use]
    pub fn page(html: String) -> Self {
        Self { status: 200, kind: "text/html; charset=utf-8", location: None, body: html.into_bytes() }
    }

    /// A few words for a program.
    #[must_use]
    pub fn text(text: String) -> Self {
        Self { status: 200, kind: "text/plain; charset=utf-8", location: None, body: text.into_bytes() }
    }

    /// An image of this type.
    #[must_use]
    pub fn image(kind: &'static str, bytes: Vec<u8>) -> Self {
        Self { status: 200, kind, location: None, body: bytes }
    }

    /// The way to another page, after something was done.
    #[must_use]
    pub fn see(location: String) -> Self {
        Self { status: 303, location: Some(location), ..Self::text(String::new()) }
    }

    /// Why there is nothing else.
    #[must_use]
    pub fn refusal(status: u16, why: &str) -> Self {
        Self { status, ..Self::text(format!("{why}\n")) }
    }

    /// The message.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let reason = match self.status {
            200 => "OK",
            303 => "See Other",
            403 => "Forbidden",
            404 => "Not Found",
            409 => "Conflict",
            503 => "Service Unavailable",
            _ => "Bad Request",
        };
        let mut head = format!(
            "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        if !self.kind.starts_with("text/html") {
            // Nothing of it runs, whatever it is.
            head.push_str("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox\r\n");
        }
        if let Some(location) = self.location.as_ref().filter(|location| !location.contains(['\r', '\n'])) {
            head.push_str(&format!("Location: {location}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}
