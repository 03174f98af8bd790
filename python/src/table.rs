//! Tables of Arrow in and out, by the PyCapsule interface of Arrow: whoever knows it (pyarrow, polars, pandas, DuckDB) hands on the memory itself, and
//! no text is copied. Takes findings and TEI; gives batches. Takes batches of others; gives their texts where they lie.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, to_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::finding::Found;

/// Columns of text, then columns of numbers: each with its name and whether it may be empty.
const TEXTS: &[(&str, bool)] =
    &[("file", false), ("code", false), ("severity", false), ("message", false), ("help", true)];
const NUMBERS: &[&str] = &["line", "column", "end_line", "end_column", "start", "end", "start_char", "end_char"];

fn fields() -> Fields {
    let texts = TEXTS.iter().map(|(name, may_be_empty)| Field::new(*name, DataType::Utf8, *may_be_empty));
    let numbers = NUMBERS.iter().map(|name| Field::new(*name, DataType::Int64, true));
    texts.chain(numbers).collect()
}

/// What a table of findings looks like.
pub fn findings_schema() -> Schema {
    Schema::new(fields())
}

fn columns<'f>(findings: impl IntoIterator<Item = &'f Found>) -> Vec<ArrayRef> {
    let mut texts: Vec<StringBuilder> = TEXTS.iter().map(|_| StringBuilder::new()).collect();
    let mut numbers: Vec<Int64Builder> = NUMBERS.iter().map(|_| Int64Builder::new()).collect();
    for found in findings {
        let row = [
            Some(&*found.file),
            Some(found.code.id),
            Some(found.severity.name()),
            Some(found.message.as_str()),
            found.help.as_deref(),
        ];
        texts.iter_mut().zip(row).for_each(|(column, value)| column.append_option(value));
        let place = found.at.map(|at| at.place);
        let (from, to) = found.at.and_then(|at| at.characters).unzip();
        let row = [
            place.map(|place| place.line),
            place.map(|place| place.column),
            place.map(|place| place.end_line),
            place.map(|place| place.end_column),
            place.map(|place| place.start),
            place.map(|place| place.end),
            from,
            to,
        ];
        let number = |value: Option<usize>| value.and_then(|value| i64::try_from(value).ok());
        numbers.iter_mut().zip(row).for_each(|(column, value)| column.append_option(number(value)));
    }
    let texts = texts.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef);
    texts.chain(numbers.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef)).collect()
}

/// A row for each finding.
pub fn of_findings(findings: &[Found]) -> PyResult<RecordBatch> {
    RecordBatch::try_new(Arc::new(findings_schema()), columns(findings)).map_err(fault)
}

/// What became of one text: its name, its TEI where there is some, its findings.
pub struct Row {
    pub name: String,
    pub tei: Option<String>,
    pub findings: Vec<Found>,
}

/// A row for each text: `name`, `tei` where texts were converted, `findings` as a list.
pub fn of_rows(rows: &[Row], has_tei: bool) -> PyResult<RecordBatch> {
    let mut names = StringBuilder::new();
    rows.iter().for_each(|row| names.append_value(&row.name));
    let mut schema = vec![Field::new("name", DataType::Utf8, false)];
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(names.finish())];
    if has_tei {
        let mut tei = StringBuilder::new();
        rows.iter().for_each(|row| tei.append_option(row.tei.as_deref()));
        schema.push(Field::new("tei", DataType::Utf8, true));
        arrays.push(Arc::new(tei.finish()));
    }
    let item = Arc::new(Field::new("item", DataType::Struct(fields()), false));
    let lengths = OffsetBuffer::from_lengths(rows.iter().map(|row| row.findings.len()));
    let all = columns(rows.iter().flat_map(|row| &row.findings));
    let all = StructArray::try_new(fields(), all, None).map_err(fault)?;
    let list = ListArray::try_new(Arc::clone(&item), lengths, Arc::new(all), None).map_err(fault)?;
    schema.push(Field::new("findings", DataType::List(item), false));
    arrays.push(Arc::new(list));
    RecordBatch::try_new(Arc::new(Schema::new(schema)), arrays).map_err(fault)
}

fn fault(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A batch that was made: `pyarrow.record_batch(batch)`, `polars.DataFrame(batch)`, `pandas.DataFrame.from_arrow(batch)` take it.
#[pyclass(frozen, module = "recto._recto")]
pub struct Batch(pub RecordBatch);

#[pymethods]
impl Batch {
    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.0.schema())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        array_capsules(py, self.0.clone())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        stream_capsule(py, self.0.clone())
    }
}

/// A schema as others take it.
pub fn schema_capsule<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowSchema::try_from(schema).map_err(fault)?, c"arrow_schema")
}

/// A batch as others take it: its schema and its columns.
pub fn array_capsules(py: Python<'_>, batch: RecordBatch) -> PyResult<(Bound<'_, PyCapsule>, Bound<'_, PyCapsule>)> {
    let (array, schema) = to_ffi(&StructArray::from(batch).into_data()).map_err(fault)?;
    let schema = PyCapsule::new_with_value(py, schema, c"arrow_schema")?;
    let array: FFI_ArrowArray = array;
    Ok((schema, PyCapsule::new_with_value(py, array, c"arrow_array")?))
}

/// A batch as others take it, as a stream of one.
pub fn stream_capsule(py: Python<'_>, batch: RecordBatch) -> PyResult<Bound<'_, PyCapsule>> {
    let schema = batch.schema();
    let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// The batches of a table, a batch or a reader of somebody else.
pub fn batches(table: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let unfit = || PyTypeError::new_err("a table or batch of Arrow is wanted: what has `__arrow_c_stream__`");
    let capsule = table.call_method0("__arrow_c_stream__").map_err(|_| unfit())?;
    let capsule = capsule.cast_into::<PyCapsule>().map_err(|_| unfit())?;
    let stream = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: by its name the capsule holds a stream of Arrow's C interface; it is moved out, and an empty one is left in its place.
    let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) }.map_err(fault)?;
    let _ = reader.schema();
    reader.collect::<Result<_, _>>().map_err(fault)
}

/// A column of texts or of bytes, whichever of Arrow's layouts it has.
pub struct Texts(ArrayRef);

impl Texts {
    /// The column of a batch with this name.
    pub fn of(batch: &RecordBatch, name: &str) -> PyResult<Self> {
        let column = batch.column_by_name(name);
        let column = column.ok_or_else(|| PyValueError::new_err(format!("there is no column `{name}`")))?;
        match column.data_type() {
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView => Ok(Self(Arc::clone(column))),
            other => Err(PyTypeError::new_err(format!("the column `{name}` is of {other}, not of texts or bytes"))),
        }
    }

    /// The bytes of a row, where they lie; nothing where the row is empty.
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        if row >= self.0.len() || self.0.is_null(row) {
            return None;
        }
        match self.0.data_type() {
            DataType::Utf8 => Some(self.0.as_string::<i32>().value(row).as_bytes()),
            DataType::LargeUtf8 => Some(self.0.as_string::<i64>().value(row).as_bytes()),
            DataType::Utf8View => Some(self.0.as_string_view().value(row).as_bytes()),
            DataType::Binary => Some(self.0.as_binary::<i32>().value(row)),
            DataType::LargeBinary => Some(self.0.as_binary::<i64>().value(row)),
            DataType::BinaryView => Some(self.0.as_binary_view().value(row)),
            _ => None,
        }
    }
}
