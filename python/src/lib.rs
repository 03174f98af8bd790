//! Recto as a module of Python: the native part, `recto._recto`. Takes texts, bytes, paths and tables of Arrow; gives findings and TEI, of which
//! the package `recto` makes what people use. Promises that Python goes on in other threads while Rust works, that nothing is printed but
//! by [`program`], and that the results are those of the program: a text is a job of `recto`'s own `project`, as a file is. Leaves out
//! what people import: that is in `recto/__init__.py`.

mod converter;
mod finding;
mod held;
mod run;
mod table;
mod validator;

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program with these arguments, the first of which is its name; gives its exit status.
#[pyfunction]
fn program(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| recto::internals::cli::run(&arguments))
}

/// What `recto explain` says of a code; nothing where there is none.
#[pyfunction]
fn explain(code: &str) -> Option<&'static str> {
    recto::internals::diag::code(code).map(|code| code.explanation)
}

#[pymodule]
fn _recto(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<converter::Converter>()?;
    module.add_class::<validator::Validator>()?;
    module.add_class::<held::Comparison>()?;
    module.add_class::<finding::Findings>()?;
    module.add_class::<table::Batch>()?;
    module.add_function(wrap_pyfunction!(program, module)?)?;
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    module.add_function(wrap_pyfunction!(held::evaluate, module)?)?;
    module.add_function(wrap_pyfunction!(held::format, module)?)
}
