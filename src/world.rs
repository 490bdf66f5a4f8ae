//! The outside facts that would make a run differ from the next one: wall clock and randomness.
//!
//! Everything that needs the time of day or a random value takes a [`World`], so a test can fix
//! both. It deliberately knows nothing of files, arguments or the terminal: those are read once by
//! `cli`.

use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use rand_core::{TryCryptoRng, TryRng};

/// Wall clock and randomness as a value.
#[derive(Debug)]
pub struct World {
    clock: Clock,
    random: Mutex<StdRng>,
    /// Whether the random values follow from a seed.
    is_repeatable: bool,
}

#[derive(Debug)]
enum Clock {
    System,
    Fixed(i64),
}

impl World {
    /// The real world: the system's clock and its entropy.
    pub fn real() -> Self {
        Self {
            clock: Clock::System,
            random: Mutex::new(StdRng::from_os_rng()),
            is_repeatable: false,
        }
    }

    /// The real world, but that its random values follow from `seed`.
    pub fn seeded(seed: u64) -> Self {
        let random = Mutex::new(StdRng::seed_from_u64(seed));
        Self {
            clock: Clock::System,
            random,
            is_repeatable: true,
        }
    }

    /// A world that stands still at `epoch_millis` and whose random values follow from `seed`.
    pub fn fixed(epoch_millis: i64, seed: u64) -> Self {
        Self {
            clock: Clock::Fixed(epoch_millis),
            ..Self::seeded(seed)
        }
    }

    /// Whether the random values follow from a seed.
    pub fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// The time of day, in milliseconds since the Unix epoch.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    pub fn epoch_millis(&self) -> i64 {
        match self.clock {
            Clock::Fixed(millis) => millis,
            Clock::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| {
                    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
                }),
        }
    }

    /// The time of day as jiff's timestamp.
    pub fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.epoch_millis())
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// A random UUID, version 4.
    pub fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }

    fn random(&self) -> MutexGuard<'_, StdRng> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fills `bytes` with random values fit for keys and nonces.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.random().fill_bytes(bytes);
    }

    /// A random number from 0 on and below 1.
    pub fn fraction(&self) -> f64 {
        self.random().random()
    }

    /// A random whole number between `low` and `high`, both included.
    pub fn integer(&self, low: i64, high: i64) -> i64 {
        self.random().random_range(low..=high)
    }
}

/// The world's randomness as the crates of cryptography take it; the generator is fit for keys.
pub struct WorldRandom<'a>(pub &'a World);

impl TryRng for WorldRandom<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for WorldRandom<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_world_repeats_itself() {
        let (a, b) = (World::fixed(5, 7), World::fixed(5, 7));
        assert_eq!(a.uuid(), b.uuid());
        assert_eq!(a.integer(0, 1000), b.integer(0, 1000));
        assert_eq!(a.epoch_millis(), 5);
    }

    #[test]
    fn a_uuid_is_of_version_four() {
        assert_eq!(World::real().uuid().as_bytes()[14], b'4');
    }
}
