//! A value that is kept somewhere else, and is fetched when it is first used.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

/// Fetches a value, or says why it could not.
type Fetch = dyn Fn() -> Result<String, String> + Send + Sync;

/// Where a value is fetched from. All copies of it share what came, so that it is fetched once,
/// whoever uses it first.
#[derive(Clone)]
pub struct Reference(Arc<Kept>);

struct Kept {
    fetch: Box<Fetch>,
    fetched: OnceLock<Result<Value, String>>,
}

impl Reference {
    /// A value that `fetch` fetches; what it says where it could not is told to the user.
    pub fn new(fetch: impl Fn() -> Result<String, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Kept {
            fetch: Box::new(fetch),
            fetched: OnceLock::new(),
        }))
    }

    /// The value, fetched if nobody has used it yet, which may take a while.
    ///
    /// # Errors
    /// Why it could not be fetched.
    pub fn value(&self) -> Result<&Value, &str> {
        let fetched = self.0.fetched.get_or_init(|| {
            let fetched = (self.0.fetch)();
            fetched.map(Value::String)
        });
        fetched.as_ref().map_err(String::as_str)
    }

    /// The value, where somebody has used it.
    pub fn known(&self) -> Option<&Value> {
        self.0.fetched.get()?.as_ref().ok()
    }
}

/// Its value is nobody's business.
impl fmt::Debug for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reference")
    }
}

/// The same reference, not an equal value.
impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_value_is_fetched_when_it_is_first_used_and_once() {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        let reference = Reference::new(|| {
            CALLS.fetch_add(1, Ordering::Relaxed);
            Ok("found".to_owned())
        });
        assert_eq!(
            (reference.known(), CALLS.load(Ordering::Relaxed)),
            (None, 0)
        );
        let copy = reference.clone();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(copy.value(), Ok(&Value::from("found"))));
            }
        });
        assert_eq!(reference.known(), Some(&Value::from("found")));
        assert_eq!(CALLS.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn what_could_not_be_fetched_is_not_asked_for_again() {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        let reference = Reference::new(|| {
            CALLS.fetch_add(1, Ordering::Relaxed);
            Err("nobody is there".to_owned())
        });
        assert_eq!(reference.value(), Err("nobody is there"));
        assert_eq!(reference.value(), Err("nobody is there"));
        assert_eq!(
            (reference.known(), CALLS.load(Ordering::Relaxed)),
            (None, 1)
        );
    }
}
