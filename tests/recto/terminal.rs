//! A terminal of 100 columns and 30 lines in which a test runs the program. Takes keys; gives what is on the screen.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix_openpty::rustix::termios::{LocalModes, Winsize, tcgetattr};

pub const SIZE: (u16, u16) = (30, 100);

/// Longer than any screen takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    child: Child,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
}

impl Terminal {
    /// Runs a program in a terminal.
    pub fn run(command: &mut Command) -> Self {
        let size = Winsize { ws_row: SIZE.0, ws_col: SIZE.1, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = rustix_openpty::openpty(None, Some(&size)).unwrap();
        let stream = || Stdio::from(pty.user.try_clone().unwrap());
        let child = command.env("TERM", "xterm-256color").stdin(stream()).stdout(stream()).stderr(stream());
        let child = child.spawn().unwrap();
        // What the command holds of the terminal would keep its output open.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let keyboard = File::from(pty.controller);
        let mut reader = keyboard.try_clone().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let [rows, columns] = [SIZE.0, SIZE.1].map(|size| NonZero::new(size).unwrap());
        Self { child, keyboard, output, screen: vt100::Parser::new(rows, columns, 0) }
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Presses Ctrl-C as soon as the program reads keys: until then the terminal itself takes it, and it is gone.
    pub fn interrupt(&mut self) {
        let end = Instant::now() + PATIENCE;
        while tcgetattr(&self.keyboard).unwrap().local_modes.contains(LocalModes::ISIG) {
            assert!(Instant::now() < end, "no key is read");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.press("\u{3}");
    }

    /// Waits until all of these texts are on the screen; gives the screen.
    #[track_caller]
    pub fn shows(&mut self, texts: &[&str]) -> String {
        let all = |screen: &str| texts.iter().all(|text| screen.contains(text)).then(|| screen.to_owned());
        self.waits(&all).unwrap_or_else(|| panic!("no {texts:?} in\n{}", self.contents()))
    }

    /// Waits for something on the screen, until nothing more is written.
    pub fn waits<T>(&mut self, wanted: &dyn Fn(&str) -> Option<T>) -> Option<T> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = wanted(&self.contents()) {
                return Some(found);
            }
            let bytes = self.output.recv_timeout(end.saturating_duration_since(Instant::now())).ok()?;
            self.screen.process(&bytes);
        }
    }

    /// The screen, trailing spaces left out.
    pub fn contents(&self) -> String {
        let rows = self.screen.screen().rows(0, SIZE.1);
        rows.map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// The screen with red as `‹-…-›` and green as `‹+…+›`.
    pub fn coloured(&self) -> String {
        let sign = |row, column| {
            let cell = self.screen.screen().cell(row, column);
            cell.map_or(' ', |cell| match cell.fgcolor() {
                vt100::Color::Idx(1) => '-',
                vt100::Color::Idx(2) => '+',
                _ => ' ',
            })
        };
        let mut shown = String::new();
        for row in 0..SIZE.0 {
            let mut line = String::new();
            let mut last = ' ';
            for column in 0..SIZE.1 {
                let own = sign(row, column);
                if own != last && last != ' ' {
                    line.extend([last, '›']);
                }
                if own != last && own != ' ' {
                    line.extend(['‹', own]);
                }
                last = own;
                let cell = self.screen.screen().cell(row, column);
                line.push_str(cell.map(|cell| cell.contents()).filter(|text| !text.is_empty()).unwrap_or(" "));
            }
            shown.push_str(line.trim_end());
            shown.push('\n');
        }
        shown
    }

    /// Kills the program as nothing can prevent.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end of the program.
    pub fn ends(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
