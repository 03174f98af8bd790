//! What a run may cost, in steps of work and bytes of memory. Takes [`Limits`]; gives a [`Meter`] for each file, which counts what is done
//! for that file, and a [`Budget`], which pays for all files of the run in their order.
//!
//! Promises that the same input costs the same on every machine and with any number of threads: steps are items and characters that
//! were looked at, not time. A step takes some ten nanoseconds. What a file costs for each of its bytes is its own, so that a large edition
//! is not refused for its size; only what goes beyond it is paid from the budget. Counting is cheap: a subtraction in a cell.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What a run may cost beside what its files cost for their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps of all files of a run together, beyond [`STEPS_A_BYTE`].
    pub steps: u64,
    /// Bytes for one file at one time, beyond [`MEMORY_A_BYTE`]. Documents themselves are not counted.
    pub memory: u64,
    /// Bytes of one file that is held whole.
    pub file_size: u64,
    /// Elements of a document inside each other.
    pub depth: u64,
}

impl Limits {
    /// Those of a run that asks for no others. Honest files need no step of the run: of 1,249 letters and volumes checked against TEI P5 and
    /// Recto's own rules, none took more than 4 of its [`STEPS_A_BYTE`]; the steps are for rules that look far.
    pub const USUAL: Self = Self { steps: 500_000_000, memory: 256 << 20, file_size: 256 << 20, depth: 1_000_000 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::USUAL
    }
}

/// Steps that a file may take for each of its bytes.
pub const STEPS_A_BYTE: u64 = 100;

/// Bytes of memory that a file may take for each of its bytes.
pub const MEMORY_A_BYTE: u64 = 16;

/// Bytes that a file may take beyond its own while other files are worked on. Who needs more waits until no other does, so that memory
/// is bounded whatever the number of threads.
pub const SHARE: u64 = 16 << 20;

/// What was used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// More steps than this would be needed.
    Steps(u64),
    /// More bytes than this would be needed.
    Memory(u64),
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps(steps) => write!(f, "it takes more than the {steps} steps that are allowed"),
            Self::Memory(bytes) => write!(f, "it takes more than the {bytes} bytes of memory that are allowed"),
        }
    }
}

impl Exceeded {
    /// What a person can do.
    pub const HELP: &str =
        "mend what takes so long, or raise the limit: `[limits]` in recto.toml, or `--limit steps=NUMBER`";
}

/// What is done for one file.
#[derive(Debug)]
pub struct Meter {
    /// Steps that are left.
    steps: Cell<u64>,
    allowed: u64,
    /// Steps that the size of the file allows.
    own: u64,
    /// Bytes of what is at work and of what stays to the end.
    held: Cell<u64>,
    kept: Cell<u64>,
    memory: u64,
    depth: u64,
    /// Bytes that it may hold without its turn.
    share: u64,
    turn: Option<Arc<Turn>>,
    has_turn: Cell<bool>,
    exceeded: Cell<Option<Exceeded>>,
    /// Whether what was done rests on the run having steps left.
    needs_credit: Cell<bool>,
    /// Steps that were done when something was used up.
    spent: Cell<Option<u64>>,
}

/// What a file has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Steps beyond those that its size allows.
    pub debt: u64,
    /// What was used up.
    pub exceeded: Option<Exceeded>,
}

impl Default for Meter {
    fn default() -> Self {
        Self::new(Limits::default(), 0)
    }
}

impl Meter {
    /// For a file of so many bytes.
    #[must_use]
    pub fn new(limits: Limits, bytes: usize) -> Self {
        let bytes = bytes as u64;
        let own = bytes.saturating_mul(STEPS_A_BYTE);
        let allowed = limits.steps.saturating_add(own);
        let own_memory = bytes.saturating_mul(MEMORY_A_BYTE);
        Self {
            steps: Cell::new(allowed),
            allowed,
            own,
            held: Cell::new(0),
            kept: Cell::new(0),
            memory: limits.memory.saturating_add(own_memory),
            depth: limits.depth,
            share: own_memory.saturating_add(SHARE),
            turn: None,
            has_turn: Cell::new(false),
            exceeded: Cell::new(None),
            needs_credit: Cell::new(false),
            spent: Cell::new(None),
        }
    }

    /// So many steps are done.
    ///
    /// # Errors
    /// There are not so many left; from then on there are none.
    #[inline]
    pub fn spend(&self, steps: u64) -> Result<(), Exceeded> {
        match self.steps.get().checked_sub(steps) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => Err(self.end(Exceeded::Steps(self.allowed))),
        }
    }

    /// So many bytes are held, until [`Self::release`].
    ///
    /// # Errors
    /// That is too much; from then on no step is left.
    #[inline]
    pub fn hold(&self, bytes: u64) -> Result<(), Exceeded> {
        self.held.set(self.held.get().saturating_add(bytes));
        self.check()
    }

    /// So many bytes are no longer held.
    #[inline]
    pub fn release(&self, bytes: u64) {
        self.held.set(self.held.get().saturating_sub(bytes));
    }

    /// Bytes that are held.
    #[inline]
    #[must_use]
    pub fn held(&self) -> u64 {
        self.held.get()
    }

    /// What was held since [`Self::held`] gave this number is held no longer.
    #[inline]
    pub fn release_to(&self, held: u64) {
        self.held.set(held);
    }

    /// So many bytes stay to the end, or until [`Self::drop_kept`].
    ///
    /// # Errors
    /// As [`Self::hold`].
    pub fn keep(&self, bytes: u64) -> Result<(), Exceeded> {
        self.kept.set(self.kept.get().saturating_add(bytes));
        self.check()
    }

    /// Whether so many bytes leave half of the memory free.
    #[must_use]
    pub fn has_room(&self, bytes: u64) -> bool {
        self.held.get().saturating_add(self.kept.get()).saturating_add(bytes) <= self.memory / 2
    }

    /// So many bytes of what was to stay do not.
    pub fn drop_kept(&self, bytes: u64) {
        self.kept.set(self.kept.get().saturating_sub(bytes));
    }

    /// Steps that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.steps.get()
    }

    /// What was used up, once it is.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get()
    }

    /// What it has cost.
    #[must_use]
    pub fn spent(&self) -> Spent {
        let steps = self.spent.get().unwrap_or(self.allowed - self.steps.get());
        let least = u64::from(self.needs_credit.get());
        Spent { debt: steps.saturating_sub(self.own).max(least), exceeded: self.exceeded.get() }
    }

    /// Elements of the document that may be inside each other.
    #[must_use]
    pub fn depth(&self) -> u64 {
        self.depth
    }

    /// Whether the run has steps left beyond those that the size of the file allows. Who asks needs one: whether it was there is known when the
    /// files before this one are paid for, and not when it is worked on.
    #[must_use]
    pub fn has_credit(&self) -> bool {
        self.needs_credit.set(true);
        self.allowed > self.own
    }

    #[inline]
    fn check(&self) -> Result<(), Exceeded> {
        let bytes = self.held.get().saturating_add(self.kept.get());
        if bytes > self.memory {
            return Err(self.end(Exceeded::Memory(self.memory)));
        }
        if bytes > self.share && !self.has_turn.get() {
            self.wait();
        }
        Ok(())
    }

    /// Waits until no other file takes more than its share; then it is the turn of this one, to its end.
    #[cold]
    fn wait(&self) {
        if let Some(turn) = &self.turn {
            turn.begin();
        }
        self.has_turn.set(true);
    }

    /// The first that was used up counts.
    #[cold]
    fn end(&self, exceeded: Exceeded) -> Exceeded {
        let first = self.exceeded.get().unwrap_or(exceeded);
        if self.exceeded.replace(Some(first)).is_none() {
            let left = if matches!(first, Exceeded::Steps(_)) { 0 } else { self.steps.get() };
            self.spent.set(Some(self.allowed - left));
        }
        self.steps.set(0);
        first
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Some(turn) = self.turn.as_ref().filter(|_| self.has_turn.get()) {
            turn.end();
        }
    }
}

/// Whose turn it is to take more than a share. Nobody who has it waits for another file.
#[derive(Debug, Default)]
struct Turn {
    is_taken: Mutex<bool>,
    ended: Condvar,
}

impl Turn {
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) {
        let taken = self.ended.wait_while(self.lock(), |is_taken| *is_taken);
        *taken.unwrap_or_else(PoisonError::into_inner) = true;
    }

    fn end(&self) {
        *self.lock() = false;
        self.ended.notify_one();
    }
}

/// What is left of the steps of a run, and of its memory.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    left: AtomicU64,
    turn: Arc<Turn>,
}

impl Budget {
    /// With all its steps.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, left: AtomicU64::new(limits.steps), turn: Arc::default() }
    }

    /// For a file of so many bytes: when the steps of the run are used up, what it costs beyond its own is not worked for. A thread has one at
    /// a time: with two it would wait for itself.
    #[must_use]
    pub fn meter(&self, bytes: usize) -> Meter {
        let is_empty = self.left.load(Ordering::Relaxed) == 0;
        let limits = Limits { steps: if is_empty { 0 } else { self.limits.steps }, ..self.limits };
        let mut meter = Meter::new(limits, bytes);
        meter.turn = Some(Arc::clone(&self.turn));
        meter
    }

    /// Pays for a file what it cost beyond its own. Files are paid in their order, so that it does not matter which was worked on first.
    ///
    /// # Errors
    /// Files before it have used up what it needs: what was found in it depends on chance and is not reported.
    pub fn pay(&self, meter: &Spent) -> Result<(), Exceeded> {
        let left = self.left.load(Ordering::Relaxed);
        // What ended with all steps of the run at hand ends at the same place each time.
        let is_fixed = if meter.exceeded.is_some() { left > 0 } else { meter.debt <= left };
        self.left.store(left.saturating_sub(meter.debt), Ordering::Relaxed);
        if is_fixed { Ok(()) } else { Err(Exceeded::Steps(self.limits.steps)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_stays_used_up() {
        let meter = Meter::new(Limits { steps: 10, memory: 100, ..Limits::default() }, 1);
        assert_eq!((meter.spend(105), meter.spent().debt), (Ok(()), 5));
        assert_eq!(meter.hold(116), Ok(()));
        meter.release(100);
        assert_eq!(meter.keep(101), Err(Exceeded::Memory(116)));
        assert_eq!(meter.spend(1), Err(Exceeded::Memory(116)));
        assert_eq!(meter.spent(), Spent { debt: 5, exceeded: Some(Exceeded::Memory(116)) });
    }

    #[test]
    fn what_rests_on_steps_of_the_run_costs_one() {
        let budget = Budget::new(Limits { steps: 10, ..Limits::default() });
        let (first, second) = (budget.meter(1), budget.meter(1));
        assert!(second.has_credit() && first.spend(110).is_ok());
        assert_eq!([first.spent(), second.spent()].map(|spent| budget.pay(&spent).is_ok()), [true, false]);
        assert!(!budget.meter(1).has_credit());
    }

    #[test]
    fn only_one_file_takes_more_than_its_share() {
        let budget = Budget::new(Limits::default());
        let (large, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let work = || {
            let meter = budget.meter(10);
            assert_eq!(meter.hold(SHARE), Ok(()));
            assert_eq!(meter.hold(SHARE), Ok(()));
            most.fetch_max(large.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(2));
            large.fetch_sub(1, Ordering::SeqCst);
        };
        std::thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(work))));
        assert_eq!(most.into_inner(), 1);
    }

    #[test]
    fn a_budget_pays_in_order() {
        let budget = Budget::new(Limits { steps: 10, memory: 0, ..Limits::default() });
        let pay = |debt| budget.pay(&Spent { debt, exceeded: None }).is_ok();
        assert_eq!([4, 6, 0, 1, 0].map(pay), [true, true, true, false, true]);
        let budget = Budget::new(Limits { steps: 10, memory: 0, ..Limits::default() });
        let pay = |()| {
            let meter = budget.meter(0);
            let _ = meter.spend(20);
            budget.pay(&meter.spent()).is_ok()
        };
        assert_eq!([(), ()].map(pay), [true, false]);
    }
}
