//! The program: hands its arguments to [`recto::cli`] and gives its exit status back.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = wild::args_os().collect();
    recto::internals::cli::run(&arguments).into()
}
