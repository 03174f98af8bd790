//! The program: hands the process to [`recto::cli`] and gives its exit status back.

use std::process::ExitCode;

fn main() -> ExitCode {
    recto::internals::cli::run()
}
