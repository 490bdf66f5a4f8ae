//! Numbers as `jsbn` holds them: `t` digits to the base 2^`bits`, the lowest first, and a sign `s`.
//!
//! A negative number has a sign of -1 and the digits of what it is above -base^t. The digits are
//! members of the number itself, or of a list `data` within it.

use num_bigint::{BigInt, BigUint, Sign};
use rquickjs::{Object, Value};

/// The most bits of a number that is dealt with here; the library itself takes longer ones, slowly
/// but so that it can be stopped at any digit.
const MOST_BITS: u32 = 1 << 16;

/// How a library lays its numbers out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Bits of a digit, fewer than 32.
    pub(super) bits: u8,
    /// Whether the digits are in a list of their own.
    pub(super) in_data: bool,
}

impl Layout {
    /// The object that a number is, and the one that holds its digits.
    fn parts<'js>(
        self,
        number: &Value<'js>,
    ) -> rquickjs::Result<Option<(Object<'js>, Object<'js>)>> {
        let Some(number) = number.as_object() else {
            return Ok(None);
        };
        if !self.in_data {
            return Ok(Some((number.clone(), number.clone())));
        }
        let data: Value<'js> = number.get("data")?;
        Ok(data.into_object().map(|data| (number.clone(), data)))
    }

    /// Reads a number; `None` is one that is too long, or laid out otherwise.
    pub(super) fn read(self, number: &Value<'_>) -> rquickjs::Result<Option<BigInt>> {
        let Some((number, holder)) = self.parts(number)? else {
            return Ok(None);
        };
        let count: Value<'_> = number.get("t")?;
        let sign: Value<'_> = number.get("s")?;
        let (Some(count), Some(sign)) = (whole(&count), whole(&sign)) else {
            return Ok(None);
        };
        let bits = u32::from(self.bits);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if count > MOST_BITS / bits || !(-1..=0).contains(&sign) {
            return Ok(None);
        }
        let mut words = Words::new(count * bits);
        for place in 0..count {
            let digit: Value<'_> = holder.get(place)?;
            let digit = whole(&digit).and_then(|digit| u32::try_from(digit).ok());
            match digit.filter(|digit| digit >> self.bits == 0) {
                Some(digit) => words.push(digit, self.bits),
                None => return Ok(None),
            }
        }
        let magnitude = BigInt::from(words.finish());
        Ok(Some(if sign == 0 {
            magnitude
        } else {
            magnitude - (BigInt::from(1) << (count * bits))
        }))
    }

    /// Makes an object hold a number.
    pub(super) fn write(self, value: &BigInt, number: &Value<'_>) -> rquickjs::Result<bool> {
        let Some((number, holder)) = self.parts(number)? else {
            return Ok(false);
        };
        let (sign, digits) = self.digits(value);
        number.set("t", digits.len())?;
        for (place, digit) in (0_u32..).zip(digits) {
            holder.set(place, digit)?;
        }
        number.set("s", sign)?;
        Ok(true)
    }

    /// Sign and digits of a number, without leading digits that say nothing.
    fn digits(self, value: &BigInt) -> (i32, Vec<u32>) {
        let (sign, magnitude) = value.clone().into_parts();
        if sign != Sign::Minus {
            return (0, self.split(&magnitude));
        }
        let count = self.split(&magnitude).len();
        let complement = (BigUint::from(1_u8) << (count * usize::from(self.bits))) - magnitude;
        let mut digits = self.split(&complement);
        digits.resize(count, 0);
        let silent = (1 << self.bits) - 1;
        while digits.last() == Some(&silent) {
            digits.pop();
        }
        (-1, digits)
    }

    fn split(self, magnitude: &BigUint) -> Vec<u32> {
        let mask = (1_u64 << self.bits) - 1;
        let total = usize::try_from(magnitude.bits()).unwrap_or(usize::MAX);
        let mut digits = Vec::with_capacity(total.div_ceil(usize::from(self.bits)));
        let (mut held, mut width) = (0_u64, 0);
        for word in magnitude.iter_u32_digits() {
            held |= u64::from(word) << width;
            width += 32;
            while width >= self.bits {
                digits.push(low(held & mask));
                held >>= self.bits;
                width -= self.bits;
            }
        }
        digits.push(low(held));
        while digits.last() == Some(&0) {
            digits.pop();
        }
        digits
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only these bits count")]
fn low(word: u64) -> u32 {
    word as u32
}

/// The value as a whole number of 32 bits, if it is one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "a number that is changed by it is none"
)]
fn whole(value: &Value<'_>) -> Option<i32> {
    value.as_int().or_else(|| {
        let number = value.as_float()?;
        (f64::from(number as i32) == number).then_some(number as i32)
    })
}

/// Digits of fewer bits, put together to words of 32.
struct Words {
    full: Vec<u32>,
    held: u64,
    width: u8,
}

impl Words {
    fn new(bits: u32) -> Self {
        Self {
            full: Vec::with_capacity(bits as usize / 32 + 1),
            held: 0,
            width: 0,
        }
    }

    fn push(&mut self, digit: u32, bits: u8) {
        self.held |= u64::from(digit) << self.width;
        self.width += bits;
        if self.width >= 32 {
            self.full.push(low(self.held));
            self.held >>= 32;
            self.width -= 32;
        }
    }

    fn finish(mut self) -> BigUint {
        self.full.push(low(self.held));
        BigUint::new(self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUTS: [Layout; 3] = [
        Layout {
            bits: 28,
            in_data: false,
        },
        Layout {
            bits: 26,
            in_data: true,
        },
        Layout {
            bits: 30,
            in_data: false,
        },
    ];

    #[test]
    fn a_number_that_was_written_is_read_as_the_same() {
        let runtime = rquickjs::Runtime::new().unwrap();
        let context = rquickjs::Context::full(&runtime).unwrap();
        let power = |exponent: u32| BigInt::from(2).pow(exponent);
        let numbers = [0, 1, 28, 29, 30, 32, 56, 60, 64, 1000, 2048].map(power);
        context.with(|ctx| {
            for layout in LAYOUTS {
                for number in numbers.iter().flat_map(|n| [n - 1, -n, n + 5, -n - 1]) {
                    let object: Value<'_> = ctx.eval("({data: []})").unwrap();
                    assert!(layout.write(&number, &object).unwrap());
                    assert_eq!(layout.read(&object).unwrap(), Some(number));
                }
            }
        });
    }

    #[test]
    fn negative_numbers_have_the_digits_of_jsbn() {
        let layout = LAYOUTS[0];
        let base = BigInt::from(1) << 28;
        assert_eq!(layout.digits(&BigInt::from(-1)), (-1, vec![]));
        assert_eq!(layout.digits(&BigInt::from(-2)), (-1, vec![(1 << 28) - 2]));
        assert_eq!(layout.digits(&-&base), (-1, vec![0]));
        assert_eq!(
            layout.digits(&(-&base - 1)),
            (-1, vec![(1 << 28) - 1, (1 << 28) - 2])
        );
        assert_eq!(layout.digits(&BigInt::ZERO), (0, vec![]));
    }

    #[test]
    fn what_is_laid_out_otherwise_is_not_read() {
        let runtime = rquickjs::Runtime::new().unwrap();
        let context = rquickjs::Context::full(&runtime).unwrap();
        context.with(|ctx| {
            for shape in [
                "({t: 1, s: 0})",
                "({t: 1, s: 0, 0: 2 ** 28})",
                "({t: 1, s: 0, 0: -1})",
                "({t: 1, s: 0, 0: 0.5})",
                "({t: 1, s: 0, 0: '1'})",
                "({t: 1, s: 1, 0: 1})",
                "({t: -1, s: 0})",
                "({t: 1e9, s: 0})",
                "({})",
                "5",
                "null",
            ] {
                let object: Value<'_> = ctx.eval(shape).unwrap();
                assert_eq!(LAYOUTS[0].read(&object).unwrap(), None, "{shape}");
            }
        });
    }
}
