//! The world's randomness as the crates of cryptography take it.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use crate::world::World;

/// Draws from a [`World`], whose generator is fit for keys.
pub(super) struct WorldRandom<'a>(pub(super) &'a World);

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
