//! What takes long: powers, and whether a number is prime.
//!
//! Invariant: nothing here runs for long without asking whether the script must stop.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;

/// How many bits of an exponent are dealt with at a time; it takes some ten milliseconds for the
/// longest modulus.
const AT_A_TIME: u64 = 64;

/// Whether the script must stop.
pub(super) type MustStop<'a> = &'a dyn Fn() -> bool;

/// The power of a number within a modulus of at least 2; `None` when the script must stop, or where
/// exponent or modulus are none.
pub(super) fn power(
    base: &BigInt,
    exponent: &BigInt,
    modulus: &BigInt,
    must_stop: MustStop<'_>,
) -> Option<BigInt> {
    let (exponent, modulus) = (exponent.to_biguint()?, modulus.to_biguint()?);
    if modulus.bits() < 2 {
        return None;
    }
    let base = base.mod_floor(&modulus.clone().into()).to_biguint()?;
    let result = within(&base, &exponent, &modulus, must_stop)?;
    Some(result.into())
}

/// The same, of a base that is below the modulus: the highest bits of the exponent first.
fn within(
    base: &BigUint,
    exponent: &BigUint,
    modulus: &BigUint,
    must_stop: MustStop<'_>,
) -> Option<BigUint> {
    if modulus.bits().max(exponent.bits()) <= QUICK {
        return Some(base.modpow(exponent, modulus));
    }
    let mut result = BigUint::from(1_u8);
    let parts = exponent.iter_u64_digits();
    for part in parts.rev() {
        if must_stop() {
            return None;
        }
        let raised = result.modpow(&(BigUint::from(1_u8) << AT_A_TIME), modulus);
        result = raised * base.modpow(&part.into(), modulus) % modulus;
    }
    Some(result)
}

/// The bits of modulus and exponent that are a matter of a tenth of a second.
const QUICK: u64 = 4096;

/// Miller and Rabin's test, to be repeated with `rounds` bases that are drawn.
pub(super) struct Test<'a> {
    pub(super) rounds: u32,
    pub(super) draw: &'a dyn Fn() -> u32,
    pub(super) must_stop: MustStop<'a>,
}

impl Test<'_> {
    /// Whether a number is prime, so far as the test tells; `None` for what is too small for it, and
    /// when the script must stop.
    pub(super) fn is_prime(&self, number: &BigInt) -> Option<bool> {
        let number = number.to_biguint().filter(|number| number.bits() > 32)?;
        if number.is_even() {
            return Some(false);
        }
        let before = &number - 1_u8;
        for _ in 0..self.rounds {
            let base = BigUint::from((self.draw)().max(2));
            if !self.holds(&base, &before)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Whether the number after `before` could be prime, as far as one base tells.
    fn holds(&self, base: &BigUint, before: &BigUint) -> Option<bool> {
        let number = before + 1_u8;
        let halvings = before.trailing_zeros().unwrap_or_default();
        let mut power = within(base, &(before >> halvings), &number, self.must_stop)?;
        if power == BigUint::from(1_u8) {
            return Some(true);
        }
        for _ in 1..halvings {
            if power == *before || (self.must_stop)() {
                break;
            }
            power = &power * &power % &number;
        }
        Some(power == *before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(decimal: &str) -> BigInt {
        decimal.parse().unwrap()
    }

    fn test(must_stop: MustStop<'_>) -> Test<'_> {
        Test {
            rounds: 5,
            draw: &|| 1_000_003,
            must_stop,
        }
    }

    #[test]
    fn long_powers_are_those_of_short_steps() {
        let modulus = (BigInt::from(1) << 4500_u32) + 7;
        let exponent = (BigInt::from(3) << 130_u32) + 5;
        let base = BigInt::from(-12_345);
        let expected = base.modpow(&exponent, &modulus);
        assert_eq!(power(&base, &exponent, &modulus, &|| false), Some(expected));
        assert_eq!(power(&base, &exponent, &modulus, &|| true), None);
    }

    #[test]
    fn no_power_is_taken_of_what_has_none() {
        for (exponent, modulus) in [(-1, 7), (2, 1), (2, 0), (2, -7)] {
            let (exponent, modulus) = (exponent.into(), modulus.into());
            assert_eq!(power(&5.into(), &exponent, &modulus, &|| false), None);
        }
    }

    #[test]
    fn primes_are_told_from_products() {
        // 2^127 - 1; then Carmichael's kind, 2^67 - 1 and an even number.
        let prime = number("170141183460469231731687303715884105727");
        assert_eq!(test(&|| false).is_prime(&prime), Some(true));
        for composite in [
            "9746347772161",
            "147573952589676412927",
            "18446744073709551616",
        ] {
            assert_eq!(test(&|| false).is_prime(&number(composite)), Some(false));
        }
    }

    #[test]
    fn small_numbers_and_stopped_scripts_get_no_answer() {
        assert_eq!(test(&|| false).is_prime(&7.into()), None);
        let long = (BigInt::from(1) << 4500_u32) + 7;
        assert_eq!(test(&|| true).is_prime(&long), None);
    }
}
