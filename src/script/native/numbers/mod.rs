//! What the libraries of big numbers that scripts bring along compute, at the speed of the machine:
//! `jsbn`, and those that have it within, such as `jsrsasign`, `node-forge` and `JSEncrypt`.
//!
//! `sandbox/src/brought` recognises them and says what is asked for. Each function here says
//! whether it did what was asked; where it did not, the library's own does.

mod arithmetic;
mod curve;
mod digits;

use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer as _;
use rquickjs::function::Func;
use rquickjs::{Ctx, Object, Value};

use self::arithmetic::Test;
use self::curve::{Curve, Point};
use self::digits::Layout;
use crate::script::state::State;

/// The bits that a digit may have.
const BITS: std::ops::RangeInclusive<u8> = 8..=31;

/// One function, which makes the others for numbers of one layout.
pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    let state = state.clone();
    functions.set(
        "numbers",
        Func::from(move |ctx, bits: u8, in_data: bool| {
            let bits = bits.clamp(*BITS.start(), *BITS.end());
            make(ctx, Layout { bits, in_data }, &state)
        }),
    )
}

fn make<'js>(ctx: Ctx<'js>, layout: Layout, state: &Rc<State>) -> rquickjs::Result<Object<'js>> {
    let functions = Object::new(ctx)?;
    install_operations(&functions, layout)?;
    install_division(&functions, layout)?;
    install_powers(&functions, layout, state)?;
    install_points(&functions, layout, state)?;
    Ok(functions)
}

fn install_operations(functions: &Object<'_>, layout: Layout) -> rquickjs::Result<()> {
    functions.set(
        "multiply",
        Func::from(move |one: Value<'_>, other: Value<'_>, result: Value<'_>| {
            let product = layout.apply(&one, &other, |one, other| Some(one * other));
            layout.write_some(product?, &result)
        }),
    )?;
    functions.set(
        "divisor",
        Func::from(move |one: Value<'_>, other: Value<'_>, result: Value<'_>| {
            let divisor = layout.apply(&one, &other, |one, other| Some(one.gcd(other)));
            layout.write_some(divisor?, &result)
        }),
    )?;
    functions.set(
        "inverse",
        Func::from(
            move |number: Value<'_>, modulus: Value<'_>, result: Value<'_>| {
                let inverse = layout.apply(&number, &modulus, |number, modulus| {
                    let is_below = *number > BigInt::ZERO && number < modulus;
                    is_below.then(|| number.modinv(modulus)).flatten()
                });
                layout.write_some(inverse?, &result)
            },
        ),
    )
}

impl Layout {
    /// What comes of two numbers.
    fn apply(
        self,
        one: &Value<'_>,
        other: &Value<'_>,
        operation: impl FnOnce(&BigInt, &BigInt) -> Option<BigInt>,
    ) -> rquickjs::Result<Option<BigInt>> {
        let (one, other) = (self.read(one)?, self.read(other)?);
        Ok(one
            .zip(other)
            .and_then(|(one, other)| operation(&one, &other)))
    }

    /// Writes what there is.
    fn write_some(self, value: Option<BigInt>, result: &Value<'_>) -> rquickjs::Result<bool> {
        value.map_or(Ok(false), |value| self.write(&value, result))
    }

    /// Writes a result, if it is wanted.
    fn write_wanted(self, value: &BigInt, result: &Value<'_>) -> rquickjs::Result<bool> {
        if result.is_null() || result.is_undefined() {
            return Ok(true);
        }
        self.write(value, result)
    }
}

/// Division towards zero: the rest has the sign of the number.
fn install_division(functions: &Object<'_>, layout: Layout) -> rquickjs::Result<()> {
    functions.set(
        "divide",
        Func::from(
            move |number: Value<'_>, by: Value<'_>, quotient: Value<'_>, rest: Value<'_>| {
                let (Some(number), Some(by)) = (layout.read(&number)?, layout.read(&by)?) else {
                    return Ok(false);
                };
                if by == BigInt::ZERO {
                    return Ok(false);
                }
                let (whole, left) = number.div_rem(&by);
                let is_written = layout.write_wanted(&whole, &quotient)?;
                Ok::<_, rquickjs::Error>(is_written && layout.write_wanted(&left, &rest)?)
            },
        ),
    )
}

fn install_powers(
    functions: &Object<'_>,
    layout: Layout,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "power",
        Func::from(
            move |base: Value<'_>, exponent: Value<'_>, modulus: Value<'_>, result: Value<'_>| {
                let Some(exponent) = layout.read(&exponent)? else {
                    return Ok(false);
                };
                let power = layout.apply(&base, &modulus, |base, modulus| {
                    arithmetic::power(base, &exponent, modulus, &|| shared.must_stop())
                });
                layout.write_some(power?, &result)
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "powerOf",
        Func::from(
            move |base: Value<'_>, exponent: u32, modulus: Value<'_>, result: Value<'_>| {
                let power = layout.apply(&base, &modulus, |base, modulus| {
                    arithmetic::power(base, &exponent.into(), modulus, &|| shared.must_stop())
                });
                layout.write_some(power?, &result)
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "isPrime",
        Func::from(move |number: Value<'_>, rounds: u32| {
            let test = Test {
                rounds,
                draw: &|| draw(&shared),
                must_stop: &|| shared.must_stop(),
            };
            let number = layout.read(&number)?;
            Ok::<_, rquickjs::Error>(number.and_then(|number| test.is_prime(&number)))
        }),
    )
}

fn install_points(
    functions: &Object<'_>,
    layout: Layout,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "multiple",
        Func::from(
            move |point: List<'_>, times: Value<'_>, curve: List<'_>, result: List<'_>| {
                let (point, times) = (layout.read_point(&point)?, layout.read(&times)?);
                let curve = layout.read_curve(&curve)?;
                let (Some(point), Some(times), Some(curve)) = (point, times, curve) else {
                    return Ok(false);
                };
                let product = curve.multiple(&point, &times, &|| shared.must_stop());
                layout.write_point(product, &result)
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "multiples",
        Func::from(
            move |points: List<'_>, times: List<'_>, curve: List<'_>, result: List<'_>| {
                let (one, other) = points.split_at(points.len() / 2);
                let (one, other) = (layout.read_point(one)?, layout.read_point(other)?);
                let (times, curve) = (layout.read_all::<2>(&times)?, layout.read_curve(&curve)?);
                let (Some(one), Some(other), Some(times), Some(curve)) = (one, other, times, curve)
                else {
                    return Ok(false);
                };
                let [of_one, of_other] = &times;
                let sum =
                    curve.multiples([&one, &other], [of_one, of_other], &|| shared.must_stop());
                layout.write_point(sum, &result)
            },
        ),
    )
}

/// Values that belong together, in order.
type List<'js> = Vec<Value<'js>>;

impl Layout {
    fn read_all<const COUNT: usize>(
        self,
        list: &[Value<'_>],
    ) -> rquickjs::Result<Option<[BigInt; COUNT]>> {
        let numbers = list.iter().map(|number| self.read(number));
        let numbers: Option<Vec<BigInt>> = numbers.collect::<rquickjs::Result<_>>()?;
        Ok(numbers.and_then(|numbers| numbers.try_into().ok()))
    }

    fn read_point(self, list: &[Value<'_>]) -> rquickjs::Result<Option<Point>> {
        let coordinates = self.read_all::<3>(list)?;
        Ok(coordinates.map(|[x, y, z]| Point { x, y, z }))
    }

    fn read_curve(self, list: &[Value<'_>]) -> rquickjs::Result<Option<Curve>> {
        let parameters = self.read_all::<2>(list)?;
        Ok(parameters.map(|[field, factor]| Curve { field, factor }))
    }

    fn write_point(self, point: Option<Point>, result: &[Value<'_>]) -> rquickjs::Result<bool> {
        let (Some(Point { x, y, z }), [to_x, to_y, to_z]) = (point, result) else {
            return Ok(false);
        };
        Ok(self.write(&x, to_x)? && self.write(&y, to_y)? && self.write(&z, to_z)?)
    }
}

/// A base for a test of primality.
fn draw(state: &State) -> u32 {
    u32::try_from(state.world.integer(2, u32::MAX.into())).unwrap_or(2)
}
