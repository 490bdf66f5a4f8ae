//! Points of an elliptic curve over a prime field, multiplied as the library of curves that comes
//! with `jsbn` does it: in projective coordinates, which turn out the same to the last digit.

use num_bigint::BigInt;
use num_integer::Integer as _;

use super::arithmetic::MustStop;

/// A curve: its field, and the factor of `x`.
pub(super) struct Curve {
    pub(super) field: BigInt,
    pub(super) factor: BigInt,
}

/// A point that is not infinitely far away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) x: BigInt,
    pub(super) y: BigInt,
    pub(super) z: BigInt,
}

impl Curve {
    /// The multiple of a point; `None` where that is infinitely far away, and when the script must
    /// stop.
    pub(super) fn multiple(
        &self,
        point: &Point,
        times: &BigInt,
        must_stop: MustStop<'_>,
    ) -> Option<Point> {
        if *times <= BigInt::ZERO || self.field <= BigInt::from(3) {
            return None;
        }
        let opposite = Point {
            y: self.within(-&point.y),
            ..point.clone()
        };
        let tripled: BigInt = times * 3;
        let mut sum = Some(point.clone());
        for bit in (1..tripled.bits() - 1).rev() {
            if must_stop() {
                return None;
            }
            sum = self.twice(sum);
            match (tripled.bit(bit), times.bit(bit)) {
                (true, false) => sum = self.sum(sum, Some(point.clone())),
                (false, true) => sum = self.sum(sum, Some(opposite.clone())),
                _ => {}
            }
        }
        sum
    }

    /// The sum of multiples of two points, likewise.
    pub(super) fn multiples(
        &self,
        points: [&Point; 2],
        times: [&BigInt; 2],
        must_stop: MustStop<'_>,
    ) -> Option<Point> {
        let [one, other] = points.map(|point| Some(point.clone()));
        let both = self.sum(one.clone(), other.clone());
        let mut sum = None;
        for bit in (0..times[0].bits().max(times[1].bits())).rev() {
            if must_stop() {
                return None;
            }
            sum = self.twice(sum);
            let next = match times.map(|times| times.bit(bit)) {
                [true, true] => &both,
                [true, false] => &one,
                [false, true] => &other,
                [false, false] => continue,
            };
            sum = self.sum(sum, next.clone());
        }
        sum
    }

    fn within(&self, number: impl Into<BigInt>) -> BigInt {
        number.into().mod_floor(&self.field)
    }

    /// `None` stands for the point that is infinitely far away.
    fn twice(&self, point: Option<Point>) -> Option<Point> {
        let Point { x, y, z } = point?;
        if y == BigInt::ZERO {
            return None;
        }
        let yz = &y * &z;
        let yyz = self.within(&yz * &y);
        let w = self.within(&x * &x * 3 + &z * &z * &self.factor);
        self.point(
            (&w * &w - &x * &yyz * 8) * 2 * &yz,
            (&w * &x * 3 - &yyz * 2) * 4 * &yyz - &w * &w * &w,
            &yz * &yz * &yz * 8,
        )
    }

    fn sum(&self, one: Option<Point>, other: Option<Point>) -> Option<Point> {
        let (Some(one), Some(other)) = (&one, &other) else {
            return one.or(other);
        };
        let u = self.within(&other.y * &one.z - &one.y * &other.z);
        let v = self.within(&other.x * &one.z - &one.x * &other.z);
        if v == BigInt::ZERO {
            return if u == BigInt::ZERO {
                self.twice(Some(one.clone()))
            } else {
                None
            };
        }
        let vv = &v * &v;
        let vvv = &vv * &v;
        let xvv = &one.x * &vv;
        let uuz = &u * &u * &one.z;
        self.point(
            ((&uuz - &xvv * 2) * &other.z - &vvv) * &v,
            (&xvv * 3 * &u - &one.y * &vvv - &uuz * &u) * &other.z + &u * &vvv,
            &vvv * &one.z * &other.z,
        )
    }

    fn point(&self, x: BigInt, y: BigInt, z: BigInt) -> Option<Point> {
        let [x, y, z] = [x, y, z].map(|number| self.within(number));
        let is_infinite = z == BigInt::ZERO && y != BigInt::ZERO;
        (!is_infinite).then_some(Point { x, y, z })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The curve of SEC 2 named secp112r1, small enough to be read.
    fn curve() -> (Curve, Point, BigInt) {
        let number = |hex: &str| BigInt::parse_bytes(hex.as_bytes(), 16).unwrap();
        let curve = Curve {
            field: number("db7c2abf62e35e668076bead208b"),
            factor: number("db7c2abf62e35e668076bead2088"),
        };
        let base = Point {
            x: number("09487239995a5ee76b55f9c2f098"),
            y: number("a89ce5af8724c0a23e0e0ff77500"),
            z: 1.into(),
        };
        (curve, base, number("db7c2abf62e35e7628dfac6561c5"))
    }

    /// Coordinates that do not depend on the way that led to the point.
    fn affine(curve: &Curve, point: &Point) -> [BigInt; 2] {
        let inverse = point.z.modinv(&curve.field).unwrap();
        [&point.x, &point.y].map(|number| curve.within(number * &inverse))
    }

    #[test]
    fn the_order_of_the_base_leads_round() {
        let (curve, base, order) = curve();
        let before = curve.multiple(&base, &(&order - 1), &|| false).unwrap();
        let opposite = Point {
            y: &curve.field - &base.y,
            ..base.clone()
        };
        assert_eq!(affine(&curve, &before), affine(&curve, &opposite));
        assert_eq!(curve.multiple(&base, &order, &|| false), None);
    }

    #[test]
    fn a_sum_of_multiples_is_the_multiple_of_the_sum() {
        let (curve, base, _) = curve();
        let multiple = |times: i32| curve.multiple(&base, &times.into(), &|| false).unwrap();
        let twice = multiple(2);
        let sum = curve.multiples([&base, &twice], [&5.into(), &9.into()], &|| false);
        assert_eq!(affine(&curve, &sum.unwrap()), affine(&curve, &multiple(23)));
    }

    #[test]
    fn a_script_that_must_stop_gets_no_point() {
        let (curve, base, order) = curve();
        assert_eq!(curve.multiple(&base, &(order - 1), &|| true), None);
    }
}
